/// One Markdown file of a book, read.
package struct Chapter: Hashable, Sendable {
  /// The file's name without `.md`, such as `04-tcp`.
  package var name: String
  /// The file's path from the book's folder.
  package var path: String
  /// The file's text, as it was read.
  package var source: String
  /// The words of its first heading.
  package var title: String
  /// All of it, the heading too.
  package var blocks: [Block]
  /// The headings in it, each with an anchor that no other has.
  package var headings: [Heading]
  /// The files that its code blocks make up, in the order in which they begin.
  package var listings: [Listing]
  /// Swift code that is no program, but must be correct.
  package var fragments: [Fragment]
  package var examples: [Example]
  /// Bytes that its examples print, cut into what they mean.
  package var layouts: [ByteLayout]
}

extension Chapter {
  /// The listing that a code block is a piece of, with that piece.
  package func listing(at block: CodeBlock) -> (listing: Listing, piece: Listing.Piece)? {
    for listing in listings {
      for piece in listing.pieces where piece.fence.line == block.lines.lowerBound {
        return (listing, piece)
      }
    }
    return nil
  }

  /// The bytes that a code block cuts into pieces.
  package func layout(at block: CodeBlock) -> ByteLayout? {
    layouts.first { $0.location.line == block.lines.lowerBound }
  }

  /// The Swift code that a code block without a file name is.
  package func fragment(at block: CodeBlock) -> Fragment? {
    // The code begins below the fence.
    fragments.first { $0.location.line == block.lines.lowerBound + 1 }
  }

  /// The terminal that a code block shows, with its example.
  package func terminal(at block: CodeBlock) -> (example: Example, terminal: Terminal)? {
    for example in examples {
      for terminal in example.terminals where terminal.location.line == block.lines.lowerBound {
        return (example, terminal)
      }
    }
    return nil
  }
}

/// A Swift block without a file name.
package struct Fragment: Hashable, Sendable {
  package var text: String
  /// Where its first line of code is.
  package var location: SourceLocation
  /// Whether the compiler is not asked about it.
  package var isUnchecked: Bool
}
