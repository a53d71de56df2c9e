/// A heading, and the name by which links reach it.
package struct Heading: Hashable, Sendable {
  package var level: Int
  package var text: String
  package var anchor: String
}

extension Heading {
  /// The headings of a chapter, each with an anchor that no other of them has.
  static func headings(of blocks: [Block]) -> [Heading] {
    var used: [String: Int] = [:]
    return blocks.flattened.compactMap { block in
      guard case .heading(let level, let inlines) = block.kind else { return nil }
      let text = inlines.plainText
      let anchor = Self.anchor(for: text)
      let count = used[anchor, default: 0]
      used[anchor] = count + 1
      return Heading(
        level: level, text: text, anchor: count == 0 ? anchor : "\(anchor)-\(count)")
    }
  }

  /// Makes `under-the-hood` of `Under the hood`, as the sites do on which chapters are read as plain
  /// Markdown.
  private static func anchor(for text: String) -> String {
    var anchor = ""
    for character in text.lowercased() {
      if character == " " || character == "-" {
        anchor += "-"
      } else if character.isLetter || character.isNumber || character == "_" {
        anchor.append(character)
      }
    }
    return anchor
  }
}

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
