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
  private let place: @Sendable (_ line: Int, _ column: Int) -> Place

  /// Where a line of the text stands in the book.
  private struct Place {
    let location: SourceLocation
    /// The code block that holds it.
    let block: CodeBlock.Meaning
  }

  init(_ listing: Listing) {
    fileName = listing.name
    programName = listing.programName ?? listing.name
    text = listing.text
    product = .program(isOptimised: listing.isOptimised)
    place = { line, column in
      let (location, piece) = listing.place(ofLine: line, column: column)
      return Place(location: location, block: .listing(listing.name, piece: piece))
    }
  }

  /// Makes a source of a fragment.
  ///
  /// - Parameters:
  ///   - fragment: The fragment.
  ///   - index: Its place among the chapter's.
  init(_ fragment: Fragment, _ index: Int) {
    fileName = "fragment.swift"
    programName = "fragment"
    text = fragment.text
    product = .fragment
    place = { line, column in
      var location = fragment.location.advanced(byLines: line - 1)
      location.column = column
      return Place(location: location, block: .fragment(index))
    }
  }

  /// Something to tell about a line of the text.
  func diagnostic(
    _ identifier: Diagnostic.Identifier, _ severity: Diagnostic.Severity = .error, line: Int,
    column: Int = 1, _ message: String
  ) -> Diagnostic {
    let place = place(line, column)
    return Diagnostic(identifier, severity, at: place.location, message, in: place.block)
  }

  /// What the compiler said, in lines of the chapter.
  ///
  /// Its notes belong to the diagnostic before them.
  func diagnostics(in output: String) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for line in output.split(separator: "\n") {
      guard
        let match = line.wholeMatch(
          of: /([^: ][^:]*):([0-9]+):([0-9]+): (error|warning|note): (.*)/),
        match.1 == fileName, let number = Int(match.2), let column = Int(match.3),
        let severity = Diagnostic.Severity(rawValue: String(match.4))
      else { continue }
      let diagnostic = diagnostic(
        .compiler, severity, line: number, column: column, String(match.5))
      if severity == .note, !diagnostics.isEmpty {
        diagnostics[diagnostics.count - 1].notes.append(
          Diagnostic.Note(at: diagnostic.range, diagnostic.message))
      } else {
        diagnostics.append(diagnostic)
      }
    }
    return diagnostics
  }

  /// What the compiler said when it failed; the linker, for one, knows no lines.
  func failureDiagnostics(in output: String) -> [Diagnostic] {
    let diagnostics = diagnostics(in: output)
    if diagnostics.contains(where: { $0.severity == .error }) { return diagnostics }
    return [diagnostic(.notBuilt, line: 1, "\(fileName) doesn't build:\n\(output)")]
  }
}
