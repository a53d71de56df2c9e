import WorkbookModel

/// The first page: what the book is called, who wrote it, and its chapters.
struct IndexPage {
  let book: Book

  var page: Page {
    let configuration = book.configuration
    let authors: HTML =
      configuration.authors.map {
        "<p class=\"authors\">\($0.joined(separator: ", "))</p>\n"
      } ?? ""
    return Page(
      path: "index.html", title: configuration.title, navigation: "",
      content: """
        <h1>\(configuration.title)</h1>
        \(authors)<p>Every listing was compiled, and every transcript was printed by a real run.</p>
        \(contents)
        """)
  }

  /// The chapters by part; those of no part come last, without a heading.
  private var contents: HTML {
    let parts = book.configuration.parts ?? []
    let placed = Set(parts.flatMap(\.chapters))
    let rest = book.chapters.filter { !placed.contains($0.name) }
    return parts.map { part in
      let chapters = book.chapters.filter { part.chapters.contains($0.name) }
      return "<h2>\(part.title)</h2>\n\(list(chapters))"
    }.joined() + (rest.isEmpty ? "" : list(rest))
  }

  private func list(_ chapters: [Chapter]) -> HTML {
    let items = chapters.map { chapter -> HTML in
      "<li><a href=\"\(chapter.name).html\">\(chapter.title)</a></li>\n"
    }
    return "<ul class=\"contents\">\n\(items.joined())</ul>\n"
  }
}
