import WorkbookModel

/// The whole book on one page, for printing.
struct BookPage {
  static let path = "book.html"

  let book: Book
  let runs: ChapterPage.Runs

  /// The page before its first chapter.
  var start: Page {
    let title = book.configuration.title
    return Page(
      path: Self.path, title: "The whole book", description: "\(title), all of it, to be printed.",
      content: "<h1>\(title)</h1>\n")
  }

  /// A chapter of the page, by its place in the book.
  func article(_ index: Int) -> HTML {
    let chapter = book.chapters[index]
    let page = ChapterPage(book: book, index: index, runs: runs)
    // On paper nothing can be pointed at.
    let words = ListingWords(of: chapter, runs.highlights, declares: false)
    return """
      <article id="\(chapter.name)">
      \(page.content(in: .wholeBook(chapter), words))</article>

      """
  }
}
