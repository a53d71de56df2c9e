import WorkbookModel

/// The list of chapters beside each page, with the sections of the one that is open.
struct Sidebar {
  let book: Book
  /// The file of the page that is open.
  let current: String

  var html: HTML {
    let groups = ChapterGroup.groups(of: book).map { group -> HTML in
      let title: HTML = group.title.map { "<p class=\"part\">\($0)</p>\n" } ?? ""
      return "\(title)<ol>\n\(group.chapters.map(item).joined())</ol>\n"
    }
    let others: [(file: String, name: String)] = [
      (NamesPage.path, "Index of names and errors"), (BookPage.path, "The whole book on one page"),
    ]
    let links = others.map { other -> HTML in
      "<li>\(link(to: other.file, other.name))</li>\n"
    }
    return "\(groups.joined())<ul>\n\(links.joined())</ul>\n"
  }

  private func item(_ chapter: Chapter) -> HTML {
    let file = "\(chapter.name).html"
    guard file == current else { return "<li>\(link(to: file, chapter.title))</li>\n" }
    let sections = chapter.headings.filter { $0.level == 2 }.map { heading -> HTML in
      "<li><a href=\"#\(heading.anchor)\">\(heading.text)</a></li>\n"
    }
    let list: HTML = sections.isEmpty ? "" : "\n<ol>\n\(sections.joined())</ol>\n"
    return "<li>\(link(to: file, chapter.title))\(list)</li>\n"
  }

  private func link(to file: String, _ name: String) -> HTML {
    let mark: HTML = file == current ? " aria-current=\"page\"" : ""
    return "<a href=\"\(file)\"\(mark)>\(name)</a>"
  }
}

/// The chapters of a part.
struct ChapterGroup {
  /// Nothing for those that are of no part.
  let title: String?
  let chapters: [Chapter]

  /// The chapters by part; those of no part come last.
  static func groups(of book: Book) -> [ChapterGroup] {
    let parts = book.configuration.parts ?? []
    let placed = Set(parts.flatMap(\.chapters))
    let rest = book.chapters.filter { !placed.contains($0.name) }
    let groups = parts.map { part in
      ChapterGroup(
        title: part.title, chapters: book.chapters.filter { part.chapters.contains($0.name) })
    }
    return groups + (rest.isEmpty ? [] : [ChapterGroup(title: nil, chapters: rest)])
  }
}
