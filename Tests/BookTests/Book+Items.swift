import WorkbookModel
import WorkbookTestSupport

extension Book {
  /// The book of this repository.
  static func own() throws -> Book {
    try Book.read(from: BookFolder(root: Checkout.root))
  }
}

extension Chapter {
  /// A comment that says which items of the original the passage after it covers.
  struct Mark {
    let items: [String]
    let line: Int
  }

  /// The marks, in order; comments with other words are none.
  var marks: [Mark] {
    source.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, line in
        guard let match = line.wholeMatch(of: /\s*<!-- ((?:[ABC][0-9]+ ?)+)-->/) else { return nil }
        return Mark(
          items: match.1.split(separator: " ").map(String.init), line: index + 1)
      }
  }

  /// A correction of the original: where it is, under which heading, and what it says.
  struct Correction {
    let line: Int
    let heading: Heading
    /// A line a sentence.
    let sentences: [String]
  }

  var corrections: [Correction] {
    var found: [Correction] = []
    var headings = self.headings[...]
    var heading = headings.first
    for block in blocks {
      if case .heading = block.kind { heading = headings.popFirst() }
      guard case .quote(let blocks) = block.kind, let heading,
        case .paragraph(let inlines)? = blocks.first?.kind,
        case .strong(let words)? = inlines.first, words.plainText == "Correction"
      else { continue }
      // The source is wanted, with its links and code, so that it can be quoted.
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      let sentences = lines[block.line...].prefix { $0.hasPrefix("> ") }
        .map { String($0.dropFirst(2)) }
      found.append(Correction(line: block.line, heading: heading, sentences: sentences))
    }
    return found
  }
}
