import FoundationEssentials
package import WorkbookModel
package import WorkbookRun
package import WorkbookVerify

/// The static pages of a book.
///
/// This is the front door of the stage.
package struct Site: Sendable {
  /// The files by name, each with its text.
  package let files: [String: String]
  private let folder: URL

  /// What all pages load, by name.
  package static let support = [
    "style.css": String(decoding: PackageResources.style_css, as: UTF8.self),
    "script.js": String(decoding: PackageResources.script_js, as: UTF8.self),
  ]

  /// Renders a book; the same book and the same runs give the same bytes.
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
    let runs = ChapterPage.Runs(
      verdicts: Dictionary(uniqueKeysWithValues: verdicts.map { ($0.example.name, $0) }),
      traces: traces, highlights: highlights, diagnostics: diagnostics,
      explanation: book.explanation)
    let pages =
      [
        IndexPage(book: book).page, BookPage(book: book, runs: runs).page,
        NamesPage(book: book).page, NotFoundPage(book: book).page,
      ] + book.chapters.map { ChapterPage(book: book, chapter: $0, runs: runs).page }
    var files = Dictionary(
      uniqueKeysWithValues: pages.map { ($0.path, $0.text(in: book, stamp: stamp)) })
    files.merge(Self.support) { page, _ in page }
    files.merge(Download.all(of: book).map { ($0.path, $0.text) }) { page, _ in page }
    files[BookStyle.path] = BookStyle.text(of: book)
    files[SearchIndex.path] = SearchIndex(book, verdicts: runs.verdicts).script
    self.files = files
    folder = book.folder.site
  }

  /// A difference between the folder and what should be in it.
  package enum Staleness: Hashable, Sendable {
    case missing(String)
    case outdated(String)
    /// A page of a chapter, a listing, or a style sheet that is no more.
    case leftOver(String)
  }

  /// What a reader would see that isn't so any more, by file.
  ///
  /// Text that differs from run to run isn't compared: a page with other values in its holes is
  /// current.
  package func staleness() -> [Staleness] {
    let changes = files.sorted { $0.key < $1.key }.compactMap { name, text -> Staleness? in
      guard let old = contents(of: name) else { return .missing(name) }
      return Page.masked(old) == Page.masked(text) ? nil : .outdated(name)
    }
    return changes + leftOvers.map { .leftOver($0) }
  }

  /// Brings the folder up to date, and tells what changed.
  ///
  /// Each file is replaced whole. Only pages of this tool and downloads are removed; other files may lie in
  /// the folder.
  package func write() throws -> [Staleness] {
    let changes = staleness()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for change in changes {
      switch change {
      case .missing(let name), .outdated(let name):
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((files[name] ?? "").utf8).write(to: file, options: .atomic)
      case .leftOver(let name):
        try FileManager.default.removeItem(at: folder.appending(path: name))
        try removeEmptyFolders(of: name)
      }
    }
    return changes
  }

  private var leftOvers: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let own = names.filter { name in
      guard files[name] == nil else { return false }
      if name == BookStyle.path { return contents(of: name)?.hasPrefix(BookStyle.mark) == true }
      return name.hasSuffix(".html") && contents(of: name)?.contains(Page.generator) == true
    }
    return own.sorted() + leftOverDownloads
  }

  private var leftOverDownloads: [String] {
    let downloads = folder.appending(path: Download.folder).path
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: downloads)) ?? []
    return paths.sorted().map { "\(Download.folder)/\($0)" }.filter { name in
      var isFolder = false
      return files[name] == nil
        && FileManager.default.fileExists(
          atPath: folder.appending(path: name).path, isDirectory: &isFolder)
        && !isFolder
    }
  }

  /// Removes the folders that a file was the last one of.
  private func removeEmptyFolders(of name: String) throws {
    var path = name.split(separator: "/").dropLast()
    while !path.isEmpty {
      let parent = folder.appending(path: path.joined(separator: "/")).path
      guard try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty else { return }
      try FileManager.default.removeItem(atPath: parent)
      path = path.dropLast()
    }
  }

  private func contents(of name: String) -> String? {
    (try? Data(contentsOf: folder.appending(path: name))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
