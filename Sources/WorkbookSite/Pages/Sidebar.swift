import WorkbookModel

/// The list of chapters beside each page, with the sections of the one that is open.
///
/// A book of up to ``mostChapters`` chapters is listed whole. Were that so of every book, the pages of one
/// with ten times the chapters would take a hundred times the space; so the list of a larger one has at most
/// ``mostParts`` parts around the one that is open, each by its title, which leads to its first chapter, and
/// of the open part alone at most ``mostChaptersOfPart`` chapters around the open one. How many are left out
/// before and after, it says, with a link to the first page, which lists them all.
struct Sidebar {
  /// How many chapters a book may have for all to be listed beside each page.
  static let mostChapters = 100
  /// How many parts of a larger book are listed.
  static let mostParts = 40
  /// How many chapters of the open part are listed.
  static let mostChaptersOfPart = 60

  let contents: TableOfContents
  /// The file of the page that is open.
  let current: String
  /// The chapter of that page, where it is one's.
  var open: Chapter?

  var html: HTML {
    let lists = contents.chapters.count <= Self.mostChapters ? whole : bounded
    let others: [(file: String, name: String)] = [
      (SitePath.names, "Index of names and errors"),
      (SitePath.wholeBook, "The whole book on one page"),
    ]
    let links = others.map { other -> HTML in
      "<li>\(link(to: other.file, other.name))</li>\n"
    }
    return "\(lists)<ul>\n\(links.joined())</ul>\n"
  }

  // MARK: All chapters

  private var whole: HTML {
    contents.groups.map { group -> HTML in
      let title: HTML = group.title.map { "<p class=\"part\">\($0)</p>\n" } ?? ""
      return "\(title)<ol>\n\(group.chapters.map(item).joined())</ol>\n"
    }.joined()
  }

  private func item(_ chapter: TableOfContents.Entry) -> HTML {
    guard chapter.file == current else {
      return "<li>\(link(to: chapter.file, chapter.title))</li>\n"
    }
    let sections = (open?.headings ?? []).filter { $0.level == 2 }.map { heading -> HTML in
      let id = open?.id(ofHeading: heading.anchor) ?? heading.anchor
      return "<li><a href=\"#\(id)\">\(heading.text)</a></li>\n"
    }
    let list: HTML = sections.isEmpty ? "" : "\n<ol>\n\(sections.joined())</ol>\n"
    return "<li>\(link(to: chapter.file, chapter.title))\(list)</li>\n"
  }

  private func link(to file: String, _ name: String) -> HTML {
    let mark: HTML = file == current ? " aria-current=\"page\"" : ""
    return "<a href=\"\(file)\"\(mark)>\(name)</a>"
  }

  // MARK: Those around the open one

  private var bounded: HTML {
    let place = contents.place(of: current)
    // A book without parts has nothing but its chapters to list.
    let open = place?.group ?? (contents.groups.count == 1 ? 0 : nil)
    let shown = Self.window(around: open ?? 0, of: contents.groups.count, limit: Self.mostParts)
    let lists = shown.map { number -> HTML in
      let group = contents.groups[number]
      guard number == open else { return closed(group) }
      let title: HTML = group.title.map { "<p class=\"part\">\($0)</p>\n" } ?? ""
      return "\(title)\(list(group.chapters, around: place?.index ?? 0))"
    }
    let (before, after) = (shown.lowerBound, contents.groups.count - shown.upperBound)
    return """
      \(rest(before, "earlier", "part", "p"))\(lists.joined())\(rest(after, "later", "part", "p"))
      """
  }

  private func closed(_ group: TableOfContents.Group) -> HTML {
    guard let first = group.chapters.first else { return "" }
    return
      "<p class=\"part\"><a href=\"\(first.file)\">\(group.title ?? "Other chapters")</a></p>\n"
  }

  private func list(_ chapters: [TableOfContents.Entry], around index: Int) -> HTML {
    let shown = Self.window(around: index, of: chapters.count, limit: Self.mostChaptersOfPart)
    let before = rest(shown.lowerBound, "earlier", "chapter", "li")
    let after = rest(chapters.count - shown.upperBound, "later", "chapter", "li")
    return "<ol>\n\(before)\(chapters[shown].map(item).joined())\(after)</ol>\n"
  }

  private func rest(_ count: Int, _ which: HTML, _ what: HTML, _ tag: HTML) -> HTML {
    guard count > 0 else { return "" }
    let plural: HTML = count == 1 ? "" : "s"
    return "<\(tag)><a href=\"\(SitePath.index)\">\(count) \(which) \(what)\(plural)</a></\(tag)>\n"
  }

  /// As many as there may be, with the given one in the middle where both ends are far.
  private static func window(around index: Int, of count: Int, limit: Int) -> Range<Int> {
    let start = max(0, min(index - limit / 2, count - limit))
    return start..<min(count, start + limit)
  }
}
