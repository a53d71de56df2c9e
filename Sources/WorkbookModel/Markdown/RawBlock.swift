/// A block whose running text hasn't been read yet, as a definition of its links may stand further down.
struct RawBlock {
  enum Kind {
    case paragraph(Content)
    case heading(level: Int, Content)
    case code(CodeBlock)
    case quote([RawBlock])
    case list(start: Int?, isTight: Bool, items: [[RawBlock]])
    /// One item of a list, before its list ends.
    case item([RawBlock])
    case table(RawTable)
    case thematicBreak
    /// A comment, or definitions of links.
    case nothing
  }

  var kind: Kind
  /// The line on which it begins.
  var line: Int
  /// The last line that has something of it.
  var lastLine: Int
}

/// A table whose cells haven't been read yet.
struct RawTable {
  var alignments: [Table.Alignment?]
  var header: [Content]
  var rows: [[Content]] = []
}

/// What makes an item one of a list (CommonMark, section 5.2).
struct ListMarker: Equatable {
  /// The bullet, or what stands behind the number.
  var sign: UInt8
  /// The number; `nil` for bullets.
  var number: Int?
  /// How far the text of the item is indented.
  var width = 0

  /// Whether an item of the other marker goes on with the list.
  func isOfSameList(as other: ListMarker) -> Bool {
    sign == other.sign && (number == nil) == (other.number == nil)
  }
}
