extension Chapter {
  /// Where links lead, with the line on which the block begins that holds them.
  var links: [(target: String, line: Int)] {
    blocks.flattened.flatMap { block -> [(String, Int)] in
      let inlines: [Inline] =
        switch block.kind {
        case .paragraph(let inlines), .heading(_, let inlines): inlines
        case .table(let table): (table.header + table.rows.flatMap(\.self)).flatMap(\.self)
        default: []
        }
      return inlines.linkTargets.map { ($0, block.line) }
    }
  }
}

extension Sequence<Inline> {
  fileprivate var linkTargets: [String] {
    flatMap { inline -> [String] in
      switch inline {
      case .link(let destination, _, let inlines): [destination] + inlines.linkTargets
      case .emphasis(let inlines), .strong(let inlines), .image(_, _, let inlines):
        inlines.linkTargets
      case .text, .code, .html, .softBreak, .lineBreak: []
      }
    }
  }
}
