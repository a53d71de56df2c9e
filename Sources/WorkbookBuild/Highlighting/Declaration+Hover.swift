import WorkbookModel
import WorkbookSupport

extension Declaration {
  /// Reads what a Swift language server shows when the pointer rests on a name.
  ///
  /// That is Markdown: a code block with the declaration, then its documentation. Several are divided
  /// by thematic breaks, below a heading that says so.
  ///
  /// - Parameter hover: The Markdown; the declaration is `nil` if it has none.
  init?(hover: String) {
    guard let blocks = try? CommonMark.parse(hover) else { return nil }
    var declarations: [String] = []
    var paragraphs: [String] = []
    var previous: Previous = .break
    for block in blocks {
      switch (block.kind, previous) {
      case (.code(let code), .break) where code.info == "swift":
        let text = Self.withoutCompilerAttributes(code.text)
        if !text.isEmpty { declarations.append(text) }
        previous = .declaration
      case (.paragraph(let inlines), .declaration):
        paragraphs.append(inlines.plainText)
        previous = .documentation
      case (.thematicBreak, _): previous = .break
      case (.heading(_, let words), .break) where words.plainText == "Multiple results": break
      default: previous = .documentation
      }
    }
    guard !declarations.isEmpty else { return nil }
    self.init(
      text: declarations.joined(separator: "\n"),
      documentation: paragraphs.joined(separator: " "))
  }

  private enum Previous {
    case `break`
    case declaration
    case documentation
  }

  /// Leaves out what is there for the compiler.
  ///
  /// A caller of a function needs no `@inlinable`. The main actor is where the compiler puts the variables of a
  /// program's top level by itself.
  private static func withoutCompilerAttributes(_ text: String) -> String {
    text.replacing(
      /@(frozen|inlinable|usableFromInline|inline|_[A-Za-z]+)(\([^()]*\))?\s+/, with: ""
    ).replacing(/@MainActor (?=let |var )/, with: "").trimmed
  }
}
