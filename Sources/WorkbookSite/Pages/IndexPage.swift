import WorkbookModel

/// The first page: what the book is called, who wrote it, and its chapters.
struct IndexPage {
  let book: Book
  let contents: TableOfContents

  var page: Page {
    let configuration = book.configuration
    let authors: HTML =
      configuration.authors.map {
        "<p class=\"authors\">\($0.joined(separator: ", "))</p>\n"
      } ?? ""
    let words = "Every listing was compiled, and every transcript was printed by a real run."
    return Page(
      path: SitePath.index, title: configuration.title,
      description: "\(configuration.title). \(words)",
      content: """
        <h1>\(configuration.title)</h1>
        \(authors)<p>\(words)</p>
        \(list)
        """)
  }

  private var list: HTML {
    contents.groups.map { group -> HTML in
      let title: HTML = group.title.map { "<h2>\($0)</h2>\n" } ?? ""
      return "\(title)\(list(group.chapters))"
    }.joined()
  }

  private func list(_ chapters: [TableOfContents.Entry]) -> HTML {
    let items = chapters.map { chapter -> HTML in
      let summary: HTML =
        book.chapters[chapter.index].summary.map { "<br><span class=\"note\">\($0)</span>" } ?? ""
      return "<li><a href=\"\(chapter.file)\">\(chapter.title)</a>\(summary)</li>\n"
    }
    return "<ul class=\"contents\">\n\(items.joined())</ul>\n"
  }
}
