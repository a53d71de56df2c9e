import WorkbookModel
import WorkbookSupport

/// What the Swift compiler is told about a source.
extension CompilerSource {
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

  /// The error for a listing whose object passes an argument to the linker, at the line that does it.
  func refusal(ofLinkerArgument argument: String) -> Diagnostic {
    let lines = text.lines
    let line = lines.firstIndex { $0.contains(ObjectFile.autolinkSection) } ?? 0
    // It may be anything.
    let argument = String(
      argument.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" }.prefix(80))
    return diagnostic(
      .linkerArgument, line: line + 1,
      """
      \(fileName) passes `\(argument)` to the linker; a listing may name libraries of the tool chain, by \
      importing their modules, and nothing else: leave out the section \(ObjectFile.autolinkSection)
      """)
  }
}
