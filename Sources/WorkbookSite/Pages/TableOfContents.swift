import WorkbookModel

/// The chapters of a book by part, found out once for all of its pages.
struct TableOfContents: Hashable, Sendable {
  /// The chapters of a part.
  struct Group: Hashable, Sendable {
    /// `nil` for those that are of no part.
    let title: String?
    let chapters: [Entry]
  }

  /// What other pages say of a chapter.
  struct Entry: Hashable, Sendable {
    /// Its place in the book.
    let index: Int
    /// The name of its file in the site.
    let file: String
    let title: String
  }

  /// The chapters by part; those of no part come last.
  let groups: [Group]
  /// All chapters, in the order of the book.
  let chapters: [Entry]
  /// Where the list of chapters has a chapter first, by its file.
  private let places: [String: Place]

  /// A place in the list of chapters.
  struct Place: Hashable, Sendable {
    let group: Int
    let index: Int
  }

  init(of book: Book) {
    chapters = book.chapters.enumerated().map { index, chapter in
      Entry(index: index, file: chapter.page, title: chapter.title)
    }
    let parts = book.configuration.parts ?? []
    let indices = Dictionary(
      uniqueKeysWithValues: book.chapters.enumerated().map { ($1.name, $0) })
    // The order within a part is that of the book, whatever the configuration's.
    let placed = parts.map { Set($0.chapters.compactMap { indices[$0] }) }
    let all = Set(placed.joined())
    let rest = chapters.filter { !all.contains($0.index) }
    groups =
      zip(parts, placed).map { [chapters] part, placed in
        Group(title: part.title, chapters: placed.sorted().map { chapters[$0] })
      } + (rest.isEmpty ? [] : [Group(title: nil, chapters: rest)])
    var places: [String: Place] = [:]
    for (group, content) in groups.enumerated() {
      for (index, entry) in content.chapters.enumerated() where places[entry.file] == nil {
        places[entry.file] = Place(group: group, index: index)
      }
    }
    self.places = places
  }

  /// Where the list of chapters has a page first; `nil` for pages that are no chapter's.
  func place(of file: String) -> Place? { places[file] }
}

extension Chapter {
  /// The name of its file in the site.
  var page: String { "\(name).html" }

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
