import WorkbookModel
import WorkbookSupport

/// A text for a compiler, and the way back from its lines to the chapter's.
struct CompilerSource: Sendable {
  /// What is made of it.
  enum Product: Hashable, Sendable {
    case program(isOptimised: Bool)
    /// Nothing: it is only checked.
    case fragment
  }

  let fileName: String
  /// What the program is called, or what is told of a source that becomes none.
  let programName: String
  let text: String
  let product: Product
  private let location: @Sendable (_ line: Int, _ column: Int) -> SourceLocation

  /// Where a line of the text stands in the book.
  func location(ofLine line: Int) -> SourceLocation { location(line, 1) }

  init(_ listing: Listing) {
    fileName = listing.name
    programName = listing.programName ?? listing.name
    text = listing.text
    product = .program(isOptimised: listing.isOptimised)
    location = { listing.location(ofLine: $0, column: $1) }
  }

  init(_ fragment: Fragment) {
    fileName = "fragment.swift"
    programName = "fragment"
    text = fragment.text
    product = .fragment
    location = { line, column in
      var location = fragment.location.advanced(byLines: line - 1)
      location.column = column
      return location
    }
  }

  /// What the compiler said, in lines of the chapter.
  func diagnostics(in output: String) -> [Diagnostic] {
    output.split(separator: "\n").compactMap { line in
      guard
        let match = line.wholeMatch(
          of: /([^: ][^:]*):([0-9]+):([0-9]+): (error|warning|note): (.*)/),
        match.1 == fileName, let number = Int(match.2), let column = Int(match.3),
        let severity = Diagnostic.Severity(rawValue: String(match.4))
      else { return nil }
      return Diagnostic(
        .compiler, severity, at: location(number, column), String(match.5))
    }
  }

  /// What the compiler said when it failed; the linker, for one, knows no lines.
  func failureDiagnostics(in output: String) -> [Diagnostic] {
    let diagnostics = diagnostics(in: output)
    if diagnostics.contains(where: { $0.severity == .error }) { return diagnostics }
    return [
      Diagnostic(.notBuilt, at: location(1, 1), "\(fileName) doesn't build:\n\(output)")
    ]
  }
}
