import FoundationEssentials
package import WorkbookModel
package import WorkbookVerify

/// The static pages of a book.
///
/// This is the front door of the stage.
package struct Site: Sendable {
  /// The files by name, each with its text.
  private let files: [String: String]
  private let folder: URL

  /// Renders a book; the same book and the same transcripts give the same bytes.
  ///
  /// - Parameters:
  ///   - book: What to render.
  ///   - verdicts: The examples as they ran.
  ///   - highlights: What is known of the words of listings, by the listing's text; others are
  ///     without colours.
  package init(
    _ book: Book, verdicts: [Verdict], highlights: [String: HighlightedSource] = [:]
  ) {
    let byName = Dictionary(uniqueKeysWithValues: verdicts.map { ($0.example.name, $0) })
    let pages =
      [IndexPage(book: book).page]
      + book.chapters.map { chapter in
        ChapterPage(book: book, chapter: chapter, verdicts: byName, highlights: highlights).page
      }
    var files = Dictionary(uniqueKeysWithValues: pages.map { ($0.path, $0.text) })
    files["style.css"] = String(decoding: PackageResources.style_css, as: UTF8.self)
    self.files = files
    folder = book.folder.site
  }

  /// A difference between the folder and what should be in it.
  package enum Staleness: Hashable, Sendable {
    case missing(String)
    case outdated(String)
    /// A page of a chapter that is no more.
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
  /// Each file is replaced whole. Only pages of this tool are removed; other files may lie in the
  /// folder.
  package func write() throws -> [Staleness] {
    let changes = staleness()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for change in changes {
      switch change {
      case .missing(let name), .outdated(let name):
        try Data((files[name] ?? "").utf8).write(to: folder.appending(path: name), options: .atomic)
      case .leftOver(let name):
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
    }
    return changes
  }

  private var leftOvers: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { name in
      name.hasSuffix(".html") && files[name] == nil
        && contents(of: name)?.contains(Page.generator) == true
    }
  }

  private func contents(of name: String) -> String? {
    (try? Data(contentsOf: folder.appending(path: name))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
