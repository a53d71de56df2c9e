import WorkbookModel

extension Book {
  /// The section that says how to run an example: the first one that names `workbook run`.
  ///
  /// It is a link as chapters have them, such as `00-how-to-read.md#run-it-yourself`; nothing where no
  /// chapter says it.
  var explanation: String? {
    for chapter in chapters {
      var anchors = chapter.headings.map(\.anchor)[...]
      var anchor: String?
      for block in chapter.blocks.flattened {
        if case .heading = block.kind { anchor = anchors.popFirst() }
        guard block.names("workbook run") else { continue }
        return "\(chapter.name).md" + (anchor.map { "#\($0)" } ?? "")
      }
    }
    return nil
  }
}

extension Block {
  /// Whether its own text, not that of blocks within it, has code that begins with some words.
  fileprivate func names(_ command: String) -> Bool {
    switch kind {
    case .paragraph(let inlines), .heading(_, let inlines): inlines.name(command)
    case .table(let table): (table.header + table.rows.joined()).contains { $0.name(command) }
    case .code, .html, .quote, .list, .thematicBreak: false
    }
  }
}

extension [Inline] {
  fileprivate func name(_ command: String) -> Bool {
    contains { inline in
      switch inline {
      case .code(let text): text.hasPrefix(command)
      case .emphasis(let inlines), .strong(let inlines), .link(_, _, let inlines):
        inlines.name(command)
      case .text, .html, .image, .softBreak, .lineBreak: false
      }
    }
  }
}
