/// A block of a chapter, as CommonMark 0.30 and GFM know it; raw HTML isn't among them.
package struct Block: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    case paragraph([Inline])
    case heading(Heading, [Inline])
    case code(CodeBlock)
    case quote([Block])
    case list(List)
    case table(Table)
    case thematicBreak
  }

  package var kind: Kind
  /// The line on which it begins.
  package var line: Int
}

/// A bulleted or numbered list.
package struct List: Hashable, Sendable {
  /// The number of the first item; `nil` for bullets.
  package var start: Int?
  /// Whether its items are set without space between them (CommonMark, section 5.3).
  package var isTight: Bool
  package var items: [[Block]]
}

/// A table (GFM, section 4.10).
package struct Table: Hashable, Sendable {
  package enum Alignment: Hashable, Sendable {
    case left
    case center
    case right
  }

  package var alignments: [Alignment?]
  package var header: [[Inline]]
  package var rows: [[[Inline]]]
}

/// A piece of running text.
package indirect enum Inline: Hashable, Sendable {
  case text(String)
  case code(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case link(destination: String, title: String, [Inline])
  case image(source: String, title: String, [Inline])
  /// The box of a task, and whether the task is done.
  case checkbox(isChecked: Bool)
  case softBreak
  case lineBreak
}

extension Sequence<Inline> {
  /// The words without their markup.
  package var plainText: String {
    reduce(into: "") { text, inline in
      switch inline {
      case .text(let words), .code(let words): text += words
      case .checkbox: break
      case .emphasis(let inlines), .strong(let inlines), .strikethrough(let inlines),
        .link(_, _, let inlines), .image(_, _, let inlines):
        text += inlines.plainText
      case .softBreak, .lineBreak: text += " "
      }
    }
  }
}

extension Sequence<Block> {
  /// The blocks and those inside them, in the order in which they begin.
  package var flattened: [Block] {
    flatMap { block -> [Block] in
      switch block.kind {
      case .quote(let inner): [block] + inner.flattened
      case .list(let list): [block] + list.items.flatMap(\.flattened)
      default: [block]
      }
    }
  }
}
