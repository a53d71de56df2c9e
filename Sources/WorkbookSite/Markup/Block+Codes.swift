import WorkbookModel

extension Block.Kind {
  /// The pieces of code in its running text.
  var codes: [String] {
    switch self {
    case .paragraph(let inlines), .heading(_, let inlines): inlines.codes
    case .table(let table): (table.header + table.rows.flatMap(\.self)).flatMap(\.codes)
    default: []
    }
  }
}

extension Sequence<Inline> {
  var codes: [String] {
    flatMap { inline -> [String] in
      switch inline {
      case .code(let text): [text]
      case .emphasis(let inlines), .strong(let inlines), .strikethrough(let inlines),
        .link(_, _, let inlines), .image(_, _, let inlines):
        inlines.codes
      case .text, .checkbox, .softBreak, .lineBreak: []
      }
    }
  }
}
