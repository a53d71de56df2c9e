import FoundationEssentials
package import WorkbookModel
import WorkbookSupport

/// Chapters whose pages stay as they are, as something in them can't be shown by now.
///
/// What the files of the whole book had of them stays there, too. A chapter that has no page yet gets one that says
/// so: what leads to it leads somewhere.
package struct KeptChapters: Sendable {
  /// The chapters' names.
  let names: Set<String>
  /// What the page of the whole book has of each, by name.
  private var articles: [String: String] = [:]
  /// What the search index has of each, by name.
  private var entries: [String: String] = [:]
  /// What the index of names has of each, by name.
  private(set) var namesPageEntries: [String: [NamesPage.Entry]] = [:]

  /// None.
  static let none = KeptChapters()

  private init() { names = [] }

  /// Looks for what the site has of some chapters.
  ///
  /// - Parameters:
  ///   - names: The chapters' names.
  ///   - folder: The book.
  package init(_ names: Set<String>, in folder: BookFolder) {
    self.names = names
    guard !names.isEmpty else { return }
    func lines(of name: String) -> [Substring] {
      let path = "\(folder.site.lastPathComponent)/\(name)"
      let data = try? folder.files.contents(of: path, limit: Self.largestFile)
      return data.map { String(decoding: $0, as: UTF8.self).lines } ?? []
    }
    let (book, index) = (lines(of: SitePath.wholeBook), lines(of: SitePath.searchIndex))
    let namesPage = lines(of: SitePath.names)
    for name in names {
      articles[name] = Self.part(of: book, from: "<article id=\"\(name)\">", to: "</article>")
      entries[name] = Self.part(of: index, from: "[\"\(name).html\",", to: "]],")
      namesPageEntries[name] = Self.entries(of: namesPage, into: "\(name).html")
    }
  }

  /// How large a file of a site is that parts of are kept, in bytes; of a larger one none are.
  private static let largestFile = 1 << 30

  /// The lines from one that begins with a text to one that ends with another.
  private static func part(
    of lines: [Substring], from start: String, to end: String
  ) -> String? {
    guard let first = lines.firstIndex(where: { $0.hasPrefix(start) }),
      let last = lines[first...].firstIndex(where: { $0.hasSuffix(end) })
    else { return nil }
    return lines[first...last].map { $0 + "\n" }.joined()
  }

  /// What the lines of the index of names lead to on a page.
  private static func entries(of lines: [Substring], into page: String) -> [NamesPage.Entry] {
    let marks = NamesPage.Entry.nameMarks
    let linkStart = NamesPage.Entry.linkStart(into: page).text
    var name = ""
    return lines.compactMap { line in
      if line.hasPrefix(marks.start.text), line.hasSuffix(marks.end.text) {
        name = String(line.dropFirst(marks.start.text.count).dropLast(marks.end.text.count))
      }
      guard line.hasPrefix(linkStart) else { return nil }
      return NamesPage.Entry(name: name, link: HTML(kept: line))
    }
  }

  /// What the page of the whole book has of a chapter.
  func article(of chapter: Chapter) -> String {
    articles[chapter.name] ?? """
      <article id="\(chapter.name)">
      \(Self.words(for: chapter).text)</article>

      """
  }

  /// What the search index has of a chapter.
  func entry(of chapter: Chapter) -> String { entries[chapter.name] ?? "" }

  /// The page of a chapter that had none.
  func page(of chapter: Chapter) -> Page {
    Page(
      path: chapter.page, title: chapter.title, description: chapter.title,
      content: Self.words(for: chapter))
  }

  private static func words(for chapter: Chapter) -> HTML {
    """
    <h1>\(chapter.title)</h1>
    <p>This chapter isn't shown yet, as not all of it could be verified.</p>

    """
  }
}
