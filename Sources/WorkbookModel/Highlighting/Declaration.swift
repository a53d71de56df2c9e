import WorkbookSupport

/// How something was declared, and what its documentation says first.
package struct Declaration: Hashable, Sendable, Codable {
  /// The declaration, such as `func close()`; one a line where a name stands for several, as a type's
  /// does that is called to make a value.
  package var text: String
  /// The first paragraph of each declaration's documentation, without markup; empty where there is
  /// none.
  package var documentation: String

  package init(text: String, documentation: String) {
    self.text = text
    self.documentation = documentation
  }
}

extension Declaration {
  /// Reads what a Swift language server shows when the pointer rests on a name.
  ///
  /// That is Markdown: a code block with the declaration, then its documentation. Several are divided
  /// by thematic breaks, below a heading that says so.
  ///
  /// - Parameter hover: The Markdown; the declaration is nothing where it has none.
  package init?(hover: String) {
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
  /// Whoever calls a function needs no `@inlinable`. The main actor is where the compiler puts the variables of a program's top level by itself.
  private static func withoutCompilerAttributes(_ text: String) -> String {
    text.replacing(
      /@(frozen|inlinable|usableFromInline|inline|_[A-Za-z]+)(\([^()]*\))?\s+/, with: ""
    ).replacing(/@MainActor (?=let |var )/, with: "").trimmed
  }
}
