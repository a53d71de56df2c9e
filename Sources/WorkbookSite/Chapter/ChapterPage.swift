import WorkbookModel
import WorkbookVerify

/// The page of one chapter.
struct ChapterPage {
  let book: Book
  /// Which of the book's chapters it is.
  let index: Int
  /// What is known of the chapter.
  let result: ChapterResult
  /// Where the book says how to run an example, if it does.
  let explanation: String?

  private var chapter: Chapter { book.chapters[index] }

  var page: Page {
    let words = ListingWords(of: chapter, result.highlights)
    let content = content(in: Scope(book: book, chapter: chapter, isPart: false), words)
    return Page(
      path: chapter.page, title: chapter.title,
      description: chapter.summary ?? chapter.title, head: words.style,
      content: "\(content)\(pager)\(words.declarations)")
  }

  /// All of the chapter, as a page or a part of one.
  func content(in scope: Scope, _ words: ListingWords) -> HTML {
    let code = CodeWriter(
      chapter: chapter, result: result, words: words, explanation: explanation, scope: scope)
    var prose = ProseWriter(scope: scope) { code.html($0) }
    var content = FailureWriter.html(code.diagnosticsOutsideOfCode)
    for group in groups {
      guard let name = group.example, let known = result.examples[name], known.verdict.passed
      else {
        content += group.blocks.map { prose.html($0) }.joined()
        continue
      }
      if group.terminals.count > 1 {
        content += TerminalGroup(terminals: group.terminals, result: known).html(in: scope)
        if group.isLast(of: known.verdict) { content += code.repeating(known.verdict.example) }
      } else {
        content += group.blocks.map { prose.html($0) }.joined()
      }
      guard group.isLast(of: known.verdict) else { continue }
      let source = PictureSource(
        verdict: known.verdict, trace: known.trace, configuration: book.configuration)
      content += RunPictures.pictures(of: source).map { $0.html(in: scope) }.joined()
    }
    return content
  }

  // MARK: Terminals side by side

  /// Blocks that belong together: one, or neighbouring terminals of one example.
  private struct Group {
    var blocks: [Block]
    /// The name of the example, if they are terminals.
    var example: String?
    /// Which of the example's terminals they are.
    var terminals: [Int] = []

    /// Whether the example's last terminal is among them.
    func isLast(of verdict: Verdict) -> Bool { terminals.last == verdict.terminals.count - 1 }
  }

  private var groups: [Group] {
    var groups: [Group] = []
    for block in chapter.blocks {
      guard case .code(let code) = block.kind, case .terminal(let example, let index) = code.meaning
      else {
        groups.append(Group(blocks: [block]))
        continue
      }
      if groups.last?.example == example {
        groups[groups.count - 1].blocks.append(block)
        groups[groups.count - 1].terminals.append(index)
      } else {
        groups.append(Group(blocks: [block], example: example, terminals: [index]))
      }
    }
    return groups
  }

  // MARK: From page to page

  private var pager: HTML {
    func link(_ number: Int, _ relation: HTML, _ words: HTML) -> HTML {
      guard book.chapters.indices.contains(number) else { return "" }
      let other = book.chapters[number]
      return """
        <a rel="\(relation)" href="\(other.page)"><span class="note">\(words)</span> \(other.title)</a>

        """
    }
    return """
      \(edit)<nav class="pager" aria-label="Previous and next chapter">
      \(link(index - 1, "prev", "Previous:"))\(link(index + 1, "next", "Next:"))</nav>

      """
  }

  private var edit: HTML {
    guard let repository = book.configuration.repository else { return "" }
    return """
      <p class="edit"><a href="\(Address(repository).text)/edit/main/\(chapter.path)">Edit this page</a></p>

      """
  }
}
