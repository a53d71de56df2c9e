import WorkbookModel
import WorkbookVerify

/// The page of one chapter.
struct ChapterPage {
  let book: Book
  let chapter: Chapter
  let verdicts: [String: Verdict]
  /// What is known of the words of listings, by the listing's text.
  let highlights: [String: HighlightedSource]

  var page: Page {
    let words = ListingWords(of: chapter, highlights)
    var prose = ProseWriter(headings: chapter.headings) { code($0, words) }
    var content: HTML = ""
    for group in groups {
      let written = group.map { prose.html($0) }.joined()
      // The terminals of one example stand side by side where there is room.
      content += group.count > 1 ? "<div class=\"terminals\">\n\(written)</div>\n" : written
    }
    return Page(
      path: "\(chapter.name).html", title: "\(chapter.title) – \(book.configuration.title)",
      head: words.style, navigation: navigation, content: content + words.declarations)
  }

  private func code(_ block: CodeBlock, _ words: ListingWords) -> HTML {
    if let (listing, piece) = chapter.listing(at: block) {
      return ListingWriter.html(listing, piece, words)
    }
    if let (example, terminal) = chapter.terminal(at: block), let verdict = verdicts[example.name],
      let index = example.terminals.firstIndex(of: terminal)
    {
      return TerminalWriter.html(verdict, terminal: index)
    }
    return ListingWriter.plain(block.text, words.writer(of: chapter.fragment(at: block)?.text))
  }

  /// The blocks, with neighbouring terminals of one example taken together.
  private var groups: [[Block]] {
    var groups: [[Block]] = []
    var last: String?
    for block in chapter.blocks {
      // Comments come between blocks only for authors.
      if case .html(let text) = block.kind, text.hasPrefix("<!--") { continue }
      var example: String?
      if case .code(let code) = block.kind { example = chapter.terminal(at: code)?.example.name }
      if let example, example == last {
        groups[groups.count - 1].append(block)
      } else {
        groups.append([block])
      }
      last = example
    }
    return groups
  }

  private var navigation: HTML {
    let index = book.chapters.firstIndex { $0.name == chapter.name } ?? 0
    func link(_ number: Int, _ relation: HTML) -> HTML {
      guard book.chapters.indices.contains(number) else { return "" }
      let other = book.chapters[number]
      return "<a rel=\"\(relation)\" href=\"\(other.name).html\">\(other.title)</a>\n"
    }
    return """
      <a href="index.html">\(book.configuration.title)</a>
      \(link(index - 1, "prev"))\(link(index + 1, "next"))
      """
  }
}
