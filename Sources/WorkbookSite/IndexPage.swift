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
    let words = "Every listing was compiled, and every transcript was printed by a real run."
    return Page(
      path: "index.html", title: configuration.title,
      description: "\(configuration.title). \(words)",
      content: """
        <h1>\(configuration.title)</h1>
        \(authors)<p>\(words)</p>
        \(contents)
        """)
  }

  private var contents: HTML {
    ChapterGroup.groups(of: book).map { group -> HTML in
      let title: HTML = group.title.map { "<h2>\($0)</h2>\n" } ?? ""
      return "\(title)\(list(group.chapters))"
    }.joined()
  }

  private func list(_ chapters: [Chapter]) -> HTML {
    let items = chapters.map { chapter -> HTML in
      let summary: HTML = chapter.summary.map { "<br><span class=\"note\">\($0)</span>" } ?? ""
      return "<li><a href=\"\(chapter.name).html\">\(chapter.title)</a>\(summary)</li>\n"
    }
    return "<ul class=\"contents\">\n\(items.joined())</ul>\n"
  }
}

extension Chapter {
  /// Its first sentence.
  var summary: String? {
    for block in blocks {
      guard case .paragraph(let inlines) = block.kind else { continue }
      // A sentence has a line of its own.
      let first = inlines.prefix { $0 != .softBreak }
      return Array(first).plainText
    }
    return nil
  }
}
