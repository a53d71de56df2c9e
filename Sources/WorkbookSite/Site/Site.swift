package import FoundationEssentials
package import WorkbookModel
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
    /// A picture of chapters, by its place in the book.
    case picture(Int)
  }

  /// The files, in the order of their names.
  package let files: [File]
  let book: Book
  /// Chapters whose pages stay as they are.
  let kept: KeptChapters
  private let results: [String: ChapterResult]
  private let contents: TableOfContents
  private let footer: HTML
  /// The compiler and the processor that each page names.
  let machine: HTML
  /// Where the book says how to run an example, if it does.
  private let explanation: String?
  /// The texts of listings, by the names of their files.
  private let downloads: [String: String]

  /// What all pages load, by name.
  package static let support = [
    "style.css": String(decoding: PackageResources.style_css, as: UTF8.self),
    "script.js": String(decoding: PackageResources.script_js, as: UTF8.self),
  ]

  /// The site of a book; the same book and the same results give the same bytes.
  ///
  /// - Parameters:
  ///   - book: The book.
  ///   - results: What is known of its chapters, by their names. An example that has no verdict, or one that
  ///     failed, is shown as the chapter has it, with what is wrong.
  ///   - stamp: With what it was verified.
  ///   - kept: Chapters of the book whose pages stay as they are.
  package init(
    _ book: Book, _ results: [String: ChapterResult], stamp: Stamp,
    keeping kept: KeptChapters? = nil
  ) {
    let kept = kept ?? .none
    let book = book.with(kept)
    self.book = book
    self.kept = kept
    self.results = results
    contents = TableOfContents(of: book)
    footer = "<footer>\n<p>\(stamp.html)</p>\n</footer>\n"
    machine = stamp.machine
    explanation = book.explanation
    downloads = Dictionary(
      uniqueKeysWithValues: Download.all(of: book).map { ($0.path, $0.text) })
    var files: [File] = [.index, .wholeBook, .names, .notFound, .searchIndex]
    files += Self.support.keys.map { File.support($0) }
    files += book.chapters.indices.map { File.chapter($0) }
    if book.style != nil { files.append(.style) }
    if book.configuration.url != nil { files.append(.sitemap) }
    files += downloads.keys.map { File.download($0) }
    files += book.pictures.indices.map { File.picture($0) }
    self.files = files.map { (file: $0, name: Self.name(of: $0, in: book)) }
      .sorted { $0.name < $1.name }.map(\.file)
  }

  /// The name of a file in the site's folder.
  package func name(of file: File) -> String { Self.name(of: file, in: book) }

  private static func name(of file: File, in book: Book) -> String {
    switch file {
    case .index: SitePath.index
    case .chapter(let index): book.chapters[index].page
    case .wholeBook: SitePath.wholeBook
    case .names: SitePath.names
    case .notFound: SitePath.notFound
    case .searchIndex: SitePath.searchIndex
    case .support(let name), .download(let name): name
    case .style: SitePath.style
    case .sitemap: SitePath.sitemap
    case .picture(let index): PicturePath.copy(of: book.pictures[index].path)
    }
  }

  /// Makes a file, the whole of it at once.
  package func bytes(of file: File) -> Data {
    if case .picture(let index) = file { return book.pictures[index].bytes }
    return Data(text(of: file).utf8)
  }

  /// Makes a file that is text, the whole of it at once.
  package func text(of file: File) -> String {
    var text = ""
    make(file) { text += $0 }
    return text
  }

  /// Makes a file that is text piece by piece, so that a file as large as the book needn't be in memory at once.
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
    case .chapter(let index) where kept.names.contains(book.chapters[index].name):
      try output(text(of: kept.page(of: book.chapters[index])))
    case .chapter(let index):
      let page = ChapterPage(
        book: book, index: index, result: result(of: book.chapters[index]),
        explanation: explanation
      ).page
      try output(text(of: page, open: book.chapters[index]))
    case .wholeBook:
      let page = BookPage(book: book, results: results, explanation: explanation)
      let frame = frame(of: page.start)
      try output(frame.before.text)
      try output(page.start.content.text)
      for (index, chapter) in book.chapters.enumerated() {
        let isKept = kept.names.contains(chapter.name)
        try output(isKept ? kept.article(of: chapter) : page.article(index).text)
      }
      try output(frame.after.text)
    case .names:
      try output(text(of: NamesPage(book: book, kept: kept.namesPageEntries).page))
    case .notFound:
      try output(text(of: NotFoundPage().page))
    case .searchIndex:
      try output(SearchIndex.start)
      for chapter in book.chapters {
        let isKept = kept.names.contains(chapter.name)
        try output(
          isKept
            ? kept.entry(of: chapter) : SearchIndex.Entry(of: chapter, result(of: chapter)).script)
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
    case .picture: break
    }
  }

  private func text(of page: Page, open chapter: Chapter? = nil) -> String {
    let frame = frame(of: page, open: chapter)
    return frame.before.text + page.content.text + frame.after.text
  }

  private func frame(of page: Page, open chapter: Chapter? = nil) -> Page.Frame {
    page.frame(
      in: book,
      sidebar: Sidebar(contents: contents, current: page.path, open: chapter).html,
      footer: footer)
  }

  private func result(of chapter: Chapter) -> ChapterResult {
    results[chapter.name] ?? ChapterResult()
  }

  // MARK: From one state to the next

  /// The files that may differ from those of another state of the book.
  ///
  /// What they are made of is compared, and not what they are, which would take making them.
  package func changes(since old: Site) -> Set<File> {
    guard contents == old.contents, footer == old.footer,
      book.configuration == old.book.configuration,
      (book.style == nil) == (old.book.style == nil), explanation == old.explanation
    else { return Set(files) }
    let pictures = book.pictures.filter { !old.book.pictures.contains($0) }
    let changed = book.chapters.indices.filter { index in
      let chapter = book.chapters[index]
      return chapter != old.book.chapters[index] || result(of: chapter) != old.result(of: chapter)
        || pictures.contains { chapter.shows($0) }
    }
    var files: Set<File> = book.style == old.book.style ? [] : [.style]
    for (index, picture) in book.pictures.enumerated() where pictures.contains(picture) {
      files.insert(.picture(index))
    }
    guard !changed.isEmpty else { return files }
    files.formUnion(changed.map(File.chapter) + [.wholeBook, .names, .searchIndex])
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

extension Book {
  /// The book with no more of some chapters than lists of chapters need.
  fileprivate func with(_ kept: KeptChapters) -> Book {
    guard !kept.names.isEmpty else { return self }
    var book = self
    for index in chapters.indices where kept.names.contains(chapters[index].name) {
      book.chapters[index] = chapters[index].standIn
    }
    return book
  }
}

extension Chapter {
  /// Whether the page of the chapter shows a picture.
  fileprivate func shows(_ picture: BookPicture) -> Bool {
    links.contains { $0.isPicture && LinkTarget($0.target).path == picture.path }
  }
}
