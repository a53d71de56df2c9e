/// A language that listings are written in, and that the tool knows more of than its text.
///
/// A new language has an entry in ``all``; if it is compiled, a `ProgramCompiler` of `WorkbookBuild` turns its
/// listings into programs.
package struct Language: Hashable, Sendable {
  /// The word behind a fence, such as `swift`.
  package let name: String
  /// What the names of its files end with, such as `.swift`.
  package let suffix: String
  /// Whether a listing becomes a program; otherwise it is a file that programs may read.
  package let isCompiled: Bool

  package static let swift = Language(name: "swift", suffix: ".swift", isCompiled: true)

  package static let all = [swift]

  /// The language of a file; `nil` if the tool knows none with such a name.
  init?(ofFile name: String) {
    guard let language = Self.all.first(where: { name.hasSuffix($0.suffix) }) else { return nil }
    self = language
  }

  private init(name: String, suffix: String, isCompiled: Bool) {
    (self.name, self.suffix, self.isCompiled) = (name, suffix, isCompiled)
  }

  /// What the program is called that a file becomes; `nil` if it becomes none.
  func programName(ofFile file: String) -> String? {
    isCompiled ? String(file.dropLast(suffix.count)) : nil
  }
}
