/// What is known of the words of a source: of what kind each is, and how it was declared.
package struct HighlightedSource: Hashable, Sendable, Codable {
  /// In the order of the text; they don't overlap, and each is within one line.
  package var tokens: [Token]
  /// What tokens refer to, each declaration once.
  package var declarations: [Declaration]

  package init(tokens: [Token], declarations: [Declaration]) {
    self.tokens = tokens
    self.declarations = declarations
  }

  /// A word of the source, or a piece of a longer thing such as a comment.
  package struct Token: Hashable, Sendable, Codable {
    /// The line, from 1.
    package var line: Int
    /// Where in the line it is, in UTF-16 code units from 0.
    ///
    /// The unit is that of the language server protocol; it always falls between two scalars.
    package var columns: Range<Int>
    package var kind: Kind
    /// The index of its declaration in ``HighlightedSource/declarations``.
    package var declaration: Int?

    package init(line: Int, columns: Range<Int>, kind: Kind, declaration: Int? = nil) {
      self.line = line
      self.columns = columns
      self.kind = kind
      self.declaration = declaration
    }
  }

  /// What a token is, as far as a reader is shown the difference.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case keyword
    /// An attribute such as `@main`, or a directive such as `#if`.
    case attribute
    case type
    /// A function, a method, or the label of an argument.
    case function
    /// A property, or a case of an enumeration.
    case property
    /// A variable, a parameter, or a name where it is declared.
    case variable
    case string
    case number
    case comment
  }
}

extension HighlightedSource.Token {
  /// Its characters; `nil` if the line isn't the one that it was found in.
  package func text(in line: some StringProtocol) -> Substring? {
    let units = String(line).utf16
    guard columns.upperBound <= units.count else { return nil }
    let start = units.index(units.startIndex, offsetBy: columns.lowerBound)
    let end = units.index(start, offsetBy: columns.count)
    return Substring(units[start..<end])
  }
}

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
