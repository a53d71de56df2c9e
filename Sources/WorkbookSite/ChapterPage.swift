import WorkbookModel
import WorkbookVerify

/// The page of one chapter.
struct ChapterPage {
  let book: Book
  let chapter: Chapter
  let verdicts: [String: Verdict]
  /// What the compiler said of the chapter.
  var diagnostics: [Diagnostic] = []

  var page: Page {
    var prose = ProseWriter(headings: chapter.headings, code: code)
    var content = FailureWriter.html(diagnostics.filter { !isShown($0) })
    for group in groups {
      let written = group.map { prose.html($0) }.joined()
      // The terminals of one example stand side by side where there is room.
      content += group.count > 1 ? "<div class=\"terminals\">\n\(written)</div>\n" : written
    }
    return Page(
      path: "\(chapter.name).html", title: "\(chapter.title) – \(book.configuration.title)",
      navigation: navigation, content: content)
  }

  private func code(_ block: CodeBlock) -> HTML {
    let failures = FailureWriter.html(diagnostics.filter { isAbout($0, block) })
    if let (listing, piece) = chapter.listing(at: block) {
      return ListingWriter.html(listing, piece) + failures
    }
    if let (example, terminal) = chapter.terminal(at: block),
      let index = example.terminals.firstIndex(of: terminal)
    {
      guard let verdict = verdicts[example.name], verdict.passed else {
        return FailureWriter.html(
          example, terminal: index, text: block.text, verdicts[example.name])
      }
      return TerminalWriter.html(verdict, terminal: index)
    }
    return ListingWriter.plain(block.text) + failures
  }

  private func isAbout(_ diagnostic: Diagnostic, _ block: CodeBlock) -> Bool {
    diagnostic.location.file == chapter.path && block.lines.contains(diagnostic.location.line)
  }

  /// Whether a diagnostic is shown below a code block, and not above the page.
  private func isShown(_ diagnostic: Diagnostic) -> Bool {
    chapter.blocks.flattened.contains { block in
      if case .code(let code) = block.kind { isAbout(diagnostic, code) } else { false }
    }
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
