/// Something in the running text of a document that a page can't show, or that is written wrongly.
struct MarkdownIssue: Hashable {
  enum Kind: Hashable {
    /// A comment without an end, or with another one's.
    case unclosedComment
    /// A tag of HTML, by the name of its element, or something else that only HTML knows, by how it begins.
    case rawHTML(String, isClosing: Bool)
    /// The mark or the text of a footnote, by its label.
    case footnote(String)
    /// A link or a picture whose label has no definition.
    case undefinedReference(String)
    /// A line that says where links of a label lead, and no link has it, or another line says so before.
    case unusedDefinition(String)
    /// A row of a table with more cells than its header.
    case extraCell
  }

  let kind: Kind
  /// Where it stands in the document, in bytes.
  let offset: Int

  init(_ kind: Kind, offset: Int) {
    (self.kind, self.offset) = (kind, offset)
  }
}
