import WorkbookModel
import WorkbookVerify

/// The whole book on one page, for printing.
struct BookPage {
  let book: Book
  let results: [String: ChapterResult]
  /// Where the book says how to run an example, if it does.
  let explanation: String?

  /// The page before its first chapter.
  var start: Page {
    let title = book.configuration.title
    return Page(
      path: SitePath.wholeBook, title: "The whole book",
      description: "\(title), all of it, to be printed.",
      content: "<h1>\(title)</h1>\n")
  }

  /// A chapter of the page, by its place in the book.
  func article(_ index: Int) -> HTML {
    let chapter = book.chapters[index]
    let result = results[chapter.name] ?? ChapterResult()
    let page = ChapterPage(book: book, index: index, result: result, explanation: explanation)
    // On paper nothing can be pointed at.
    let words = ListingWords(of: chapter, result.highlights, declares: false)
    return """
      <article id="\(chapter.name)">
      \(page.content(in: Scope(book: book, chapter: chapter, isPart: true), words))</article>

      """
  }
}
