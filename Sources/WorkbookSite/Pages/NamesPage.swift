import WorkbookModel

/// An index: the functions that the book writes about, and the errors that it names, each with the sections
/// in which it does.
struct NamesPage {
  let book: Book

  /// A section, by its chapter's place in the book and its heading.
  private struct Place: Hashable {
    let chapter: Int
    let heading: Heading
  }

  var page: Page {
    var functions: [String: [Place]] = [:]
    var errors: [String: [Place]] = [:]
    for (index, chapter) in book.chapters.enumerated() {
      // Above the first heading is nothing.
      var place: Place?
      for block in chapter.blocks.flattened {
        if case .heading(let heading, _) = block.kind {
          place = Place(chapter: index, heading: heading)
        }
        guard let place else { continue }
        for code in block.kind.codes {
          if Self.isFunction(code) {
            if functions[code]?.last != place { functions[code, default: []].append(place) }
          } else if Self.isError(code) {
            if errors[code]?.last != place { errors[code, default: []].append(place) }
          }
        }
      }
    }
    return Page(
      path: SitePath.names, title: "Index of names and errors",
      description: "Where \(book.configuration.title) writes about which function and which error.",
      content: """
        <h1>Index of names and errors</h1>
        <h2 id="functions">Functions</h2>
        \(list(functions))<h2 id="errors">Errors</h2>
        \(list(errors))
        """)
  }

  private func list(_ names: [String: [Place]]) -> HTML {
    let items = names.map { (order: ($0.key.lowercased(), $0.key), places: $0.value) }
      .sorted { $0.order < $1.order }
      .map { name, places -> HTML in
        let links = places.map { place -> HTML in
          let chapter = book.chapters[place.chapter]
          let heading = place.heading
          let words =
            heading.level == 1 ? chapter.title : "\(chapter.title): \(heading.text)"
          let id = chapter.id(ofHeading: heading.anchor)
          return "<li><a href=\"\(chapter.page)#\(id)\">\(words)</a></li>\n"
        }
        return "<dt><code>\(name.1)</code></dt>\n<dd><ul>\n\(links.joined())</ul></dd>\n"
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
