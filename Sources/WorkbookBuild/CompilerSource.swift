import WorkbookModel
import WorkbookSupport

/// A text for the compiler, and the way back from its lines to the chapter's.
struct CompilerSource: Sendable {
  let fileName: String
  let text: String
  private let location: @Sendable (_ line: Int, _ column: Int) -> SourceLocation

  init(_ listing: Listing) {
    fileName = listing.name
    text = listing.text
    location = { listing.location(ofLine: $0, column: $1) }
  }

  init(_ fragment: Fragment) {
    fileName = "fragment.swift"
    text = fragment.text
    location = { line, column in
      var location = fragment.location.advanced(byLines: line - 1)
      location.column = column
      return location
    }
  }

  var programName: String { String(fileName.dropLast(".swift".count)) }

  /// The program's name as Swift allows it for a module.
  var moduleName: String {
    let name = String(programName.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    return name.first?.isNumber == true ? "_" + name : name
  }

  /// The language that every listing is written in.
  static let languageFlags = ["-swift-version", "6"]

  /// A file with an entry point of its own must be told from one with code at its top level.
  var flags: [String] {
    let hasEntryPoint = text.split(separator: "\n").contains { $0.hasPrefix("@main") }
    return hasEntryPoint ? ["-parse-as-library"] : []
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
      return Diagnostic(severity, at: location(number, column), String(match.5))
    }
  }

  /// What the compiler said when it failed; the linker, for one, knows no lines.
  func failureDiagnostics(in output: String) -> [Diagnostic] {
    let diagnostics = diagnostics(in: output)
    if diagnostics.contains(where: { $0.severity == .error }) { return diagnostics }
    return [Diagnostic(.error, at: location(1, 1), "\(fileName) doesn't build:\n\(output)")]
  }

  /// The error for a listing whose object passes an argument to the linker, at the line that does it.
  func refusal(ofLinkerArgument argument: String) -> Diagnostic {
    let lines = text.lines
    let line = lines.firstIndex { $0.contains(ObjectFile.autolinkSection) } ?? 0
    // It may be anything.
    let argument = String(
      argument.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" }.prefix(80))
    return Diagnostic(
      .error, at: location(line + 1, 1),
      """
      \(fileName) passes `\(argument)` to the linker; a listing may name libraries of the tool chain, by \
      importing their modules, and nothing else: leave out the section \(ObjectFile.autolinkSection)
      """)
  }
}
