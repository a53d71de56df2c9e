import WorkbookModel

/// An index: the functions that the book writes about, and the errors that it names, each with the sections
/// in which it does.
struct NamesPage {
  let book: Book
  /// What the page has of chapters whose pages stay as they are, by their names.
  let kept: [String: [Entry]]

  /// A name that a chapter writes about, and the link to a section in which it does.
  struct Entry: Hashable {
    /// What stands before the name on the page, and behind it.
    static let nameMarks: (start: HTML, end: HTML) = ("<dt><code>", "</code></dt>")

    let name: String
    let link: HTML

    /// What every link into a chapter begins with.
    static func linkStart(into page: String) -> HTML { "<li><a href=\"\(page)#" }
  }

  var page: Page {
    var links: [String: [HTML]] = [:]
    for chapter in book.chapters {
      for entry in kept[chapter.name] ?? Self.entries(of: chapter)
      where links[entry.name]?.last != entry.link {
        links[entry.name, default: []].append(entry.link)
      }
    }
    return Page(
      path: SitePath.names, title: "Index of names and errors",
      description: "Where \(book.configuration.title) writes about which function and which error.",
      content: """
        <h1>Index of names and errors</h1>
        <h2 id="functions">Functions</h2>
        \(Self.list(links.filter { Self.isFunction($0.key) }))<h2 id="errors">Errors</h2>
        \(Self.list(links.filter { Self.isError($0.key) }))
        """)
  }

  private static func entries(of chapter: Chapter) -> [Entry] {
    // Above the first heading is nothing.
    var link: HTML?
    return chapter.blocks.flattened.flatMap { block -> [Entry] in
      if case .heading(let heading, _) = block.kind {
        let words = heading.level == 1 ? chapter.title : "\(chapter.title): \(heading.text)"
        let id = chapter.id(ofHeading: heading.anchor)
        link = "\(Entry.linkStart(into: chapter.page))\(id)\">\(words)</a></li>"
      }
      guard let link else { return [] }
      return block.kind.codes.map { Entry(name: $0, link: link) }
    }
  }

  private static func list(_ links: [String: [HTML]]) -> HTML {
    let items = links.map { (order: ($0.key.lowercased(), $0.key), links: $0.value) }
      .sorted { $0.order < $1.order }
      .map { name, links -> HTML in
        let marks = Entry.nameMarks
        return """
          \(marks.start)\(name.1)\(marks.end)
          <dd><ul>
          \(links.joined(separator: "\n"))
          </ul></dd>

          """
      }
    return items.isEmpty ? "<p>There are none.</p>\n" : "<dl>\n\(items.joined())</dl>\n"
  }

  /// Whether it is a function as Swift writes about one: a name and labels, as in `bind(to:)`.
  private static func isFunction(_ code: String) -> Bool {
    var rest = code.utf8[...]
    guard rest.popLast() == UInt8(ascii: ")"), let bracket = rest.firstIndex(of: UInt8(ascii: "("))
    else { return false }
    let name = rest[..<bracket]
    guard name.first.map(isSmall) == true,
      name.allSatisfy({ isWord($0) && $0 != UInt8(ascii: "_") })
    else { return false }
    let labels = rest[bracket...].dropFirst()
    return labels.isEmpty
      || labels.last == UInt8(ascii: ":")
        && labels.dropLast().split(
          separator: UInt8(ascii: ":"), omittingEmptySubsequences: false
        ).allSatisfy { !$0.isEmpty && $0.allSatisfy(isWord) }
  }

  /// Whether it is an error as C writes it: `EAGAIN`.
  private static func isError(_ code: String) -> Bool {
    guard code.utf8.first == UInt8(ascii: "E") else { return false }
    let parts = code.utf8.dropFirst().split(
      separator: UInt8(ascii: "_"), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isCapital) }
  }

  private static func isSmall(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  /// Whether it may stand in a name.
  private static func isWord(_ byte: UInt8) -> Bool {
    isSmall(byte) || isCapital(byte) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
