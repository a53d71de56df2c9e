package import WorkbookModel
package import WorkbookRun
package import WorkbookVerify

/// The static pages of a book.
///
/// This is the front door of the stage. A site knows which files it consists of, and makes the text of each
/// when it is asked for; none is kept. So what making a site takes besides the book itself are the few pages
/// that are being made, however many there are; and a page takes the same time in a book of any size, as
/// nothing on it grows with the number of chapters.
package struct Site: Sendable {
  /// A file of the site.
  package enum File: Hashable, Sendable {
    case index
    /// The page of a chapter, by its place in the book.
    case chapter(Int)
    case wholeBook
    case names
    case notFound
    case searchIndex
    /// The addresses of all pages, for search engines.
    case sitemap
    /// What all pages load, by its name.
    case support(String)
    /// The book's own style sheet.
    case style
    /// A listing to save, by its name.
    case download(String)
  }

  /// The files, in the order of their names.
  package let files: [File]
  let book: Book
  private let contents: Contents
  private let runs: ChapterPage.Runs
  private let footer: HTML
  /// The texts of listings, by the names of their files.
  private let downloads: [String: String]

  /// What all pages load, by name.
  package static let support = [
    "style.css": String(decoding: PackageResources.style_css, as: UTF8.self),
    "script.js": String(decoding: PackageResources.script_js, as: UTF8.self),
  ]

  /// The site of a book; the same book and the same runs give the same bytes.
  ///
  /// - Parameters:
  ///   - book: The book.
  ///   - verdicts: Its runs. An example that has none, or one that failed, is shown as the chapter has it,
  ///     with what is wrong.
  ///   - traces: What was seen of the examples' programs, by name; without, there are no pictures of it.
  ///   - highlights: What is known of the words of listings, by the listing's text; others are without
  ///     colours.
  ///   - diagnostics: What the compiler said, by chapter.
  ///   - stamp: With what it was verified.
  package init(
    _ book: Book, verdicts: [Verdict], traces: [String: TracedRun] = [:],
    highlights: [String: HighlightedSource] = [:], diagnostics: [String: [Diagnostic]] = [:],
    stamp: Stamp
  ) {
    self.book = book
    contents = Contents(of: book)
    runs = ChapterPage.Runs(
      verdicts: Dictionary(uniqueKeysWithValues: verdicts.map { ($0.example.name, $0) }),
      traces: traces, highlights: highlights, diagnostics: diagnostics,
      explanation: book.explanation)
    footer = "<footer>\n<p>\(stamp.words)</p>\n</footer>\n"
    downloads = Dictionary(
      uniqueKeysWithValues: Download.all(of: book).map { ($0.path, $0.text) })
    let files =
      [.index, .wholeBook, .names, .notFound, .searchIndex]
      + Self.support.keys.map(File.support) + book.chapters.indices.map(File.chapter)
      + (book.style == nil ? [] : [.style]) + (book.configuration.url == nil ? [] : [.sitemap])
      + downloads.keys.map(File.download)
    self.files = files.map { (file: $0, name: Self.name(of: $0, in: book)) }
      .sorted { $0.name < $1.name }.map(\.file)
  }

  /// The name of a file in the site's folder.
  package func name(of file: File) -> String { Self.name(of: file, in: book) }

  private static func name(of file: File, in book: Book) -> String {
    switch file {
    case .index: IndexPage.path
    case .chapter(let index): book.chapters[index].page
    case .wholeBook: BookPage.path
    case .names: NamesPage.path
    case .notFound: NotFoundPage.path
    case .searchIndex: SearchIndex.path
    case .support(let name), .download(let name): name
    case .style: BookStyle.path
    case .sitemap: Sitemap.path
    }
  }

  /// Makes a file, the whole of it at once.
  package func text(of file: File) -> String {
    var text = ""
    make(file) { text += $0 }
    return text
  }

  /// Makes a file piece by piece, so that nobody has to hold one that is as large as the book.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - output: Takes the pieces in their order. Each is whole as ``MaskedComparison`` needs it: nothing that
  ///     differs from run to run begins in one and ends in the next.
  /// - Throws: What `output` throws, and then no more pieces are made.
  func make(_ file: File, _ output: (String) throws -> Void) rethrows {
    switch file {
    case .index:
      try output(text(of: IndexPage(book: book, contents: contents).page))
    case .chapter(let index):
      let page = ChapterPage(book: book, index: index, runs: runs).page
      try output(text(of: page, headings: book.chapters[index].headings))
    case .wholeBook:
      let page = BookPage(book: book, runs: runs)
      let frame = frame(of: page.start)
      try output(frame.before.text)
      try output(page.start.content.text)
      for index in book.chapters.indices { try output(page.article(index).text) }
      try output(frame.after.text)
    case .names:
      try output(text(of: NamesPage(book: book).page))
    case .notFound:
      try output(text(of: NotFoundPage().page))
    case .searchIndex:
      try output(SearchIndex.start)
      for chapter in book.chapters {
        try output(SearchIndex.Page(of: chapter, verdicts: runs.verdicts).script)
      }
      try output(SearchIndex.end)
    case .support(let name):
      try output(Self.support[name] ?? "")
    case .style:
      try output(BookStyle.text(of: book) ?? "")
    case .sitemap:
      try output(Sitemap(book: book).text ?? "")
    case .download(let name):
      try output(downloads[name] ?? "")
    }
  }

  private func text(of page: Page, headings: [Heading] = []) -> String {
    let frame = frame(of: page, headings: headings)
    return frame.before.text + page.content.text + frame.after.text
  }

  private func frame(of page: Page, headings: [Heading] = []) -> Page.Frame {
    page.frame(
      in: book,
      sidebar: Sidebar(contents: contents, current: page.path, headings: headings).html,
      footer: footer)
  }
}

extension Site {
  /// The files that may differ from those of another state of the book.
  ///
  /// What they are made of is compared, and not what they are, which would take making them.
  package func changes(since old: Site) -> Set<File> {
    guard contents == old.contents, footer == old.footer,
      book.configuration == old.book.configuration,
      (book.style == nil) == (old.book.style == nil), runs.explanation == old.runs.explanation
    else { return Set(files) }
    let changed = book.chapters.indices.filter { index in
      let chapter = book.chapters[index]
      return chapter != old.book.chapters[index]
        || runs.diagnostics[chapter.name] != old.runs.diagnostics[chapter.name]
        || chapter.examples.contains { example in
          runs.verdicts[example.name] != old.runs.verdicts[example.name]
            || runs.traces[example.name] != old.runs.traces[example.name]
        }
        || (chapter.listings.map(\.text) + chapter.fragments.map(\.text)).contains { text in
          runs.highlights[text] != old.runs.highlights[text]
        }
    }
    let style: Set<File> = book.style == old.book.style ? [] : [.style]
    guard !changed.isEmpty else { return style }
    var files = Set(changed.map(File.chapter)).union([.wholeBook, .names, .searchIndex])
    files.formUnion(style)
    files.formUnion(
      changed.flatMap { index in
        book.chapters[index].listings.map {
          .download(Download($0, of: book.chapters[index]).path)
        }
      })
    if changed.contains(where: { book.chapters[$0].summary != old.book.chapters[$0].summary }) {
      files.insert(.index)
    }
    return files
  }
}
