import WorkbookModel

/// The whole book on one page, for printing.
struct BookPage {
  static let path = "book.html"

  let book: Book
  let runs: ChapterPage.Runs

  var page: Page {
    let title = book.configuration.title
    let chapters = book.chapters.map { chapter -> HTML in
      let page = ChapterPage(book: book, chapter: chapter, runs: runs)
      // On paper nothing can be pointed at.
      let words = ListingWords(of: chapter, runs.highlights, declares: false)
      return """
        <article id="\(chapter.name)">
        \(page.content(in: .wholeBook(chapter), words))</article>

        """
    }
    return Page(
      path: Self.path, title: "The whole book", description: "\(title), all of it, to be printed.",
      content: "<h1>\(title)</h1>\n\(chapters.joined())")
  }
}
