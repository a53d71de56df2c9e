import WorkbookModel

/// An index: the functions that the book writes about, and the errors that it names, each with the sections
/// in which it does.
struct NamesPage {
  static let path = "names.html"

  let book: Book

  private struct Place: Hashable {
    let file: String
    let anchor: String
    let words: String
  }

  var page: Page {
    var functions: [String: [Place]] = [:]
    var errors: [String: [Place]] = [:]
    for chapter in book.chapters {
      var headings = chapter.headings[...]
      var heading = headings.first
      func note(_ code: String) {
        guard let heading else { return }
        let place = Place(
          file: "\(chapter.name).html", anchor: heading.anchor,
          words: heading.level == 1 ? chapter.title : "\(chapter.title): \(heading.text)")
        if code.wholeMatch(of: /[a-z][A-Za-z0-9]*\((?:[A-Za-z_0-9]+:)*\)/) != nil {
          if functions[code]?.last != place { functions[code, default: []].append(place) }
        } else if code.wholeMatch(of: /E[A-Z]+(?:_[A-Z]+)?/) != nil {
          if errors[code]?.last != place { errors[code, default: []].append(place) }
        }
      }
      for block in chapter.blocks.flattened {
        if case .heading = block.kind { heading = headings.popFirst() }
        for code in block.kind.codes { note(code) }
      }
    }
    return Page(
      path: Self.path, title: "Index of names and errors",
      description: "Where \(book.configuration.title) writes about which function and which error.",
      content: """
        <h1>Index of names and errors</h1>
        <h2 id="functions">Functions</h2>
        \(list(functions))<h2 id="errors">Errors</h2>
        \(list(errors))
        """)
  }

  private func list(_ names: [String: [Place]]) -> HTML {
    let items = names.sorted { ($0.key.lowercased(), $0.key) < ($1.key.lowercased(), $1.key) }
      .map { name, places -> HTML in
        let links = places.map { place -> HTML in
          "<li><a href=\"\(place.file)#\(place.anchor)\">\(place.words)</a></li>\n"
        }
        return "<dt><code>\(name)</code></dt>\n<dd><ul>\n\(links.joined())</ul></dd>\n"
      }
    return items.isEmpty ? "<p>There are none.</p>\n" : "<dl>\n\(items.joined())</dl>\n"
  }
}

extension Block.Kind {
  /// The pieces of code in its running text.
  fileprivate var codes: [String] {
    switch self {
    case .paragraph(let inlines), .heading(_, let inlines): inlines.codes
    case .table(let table): (table.header + table.rows.flatMap(\.self)).flatMap(\.codes)
    default: []
    }
  }
}

extension Sequence<Inline> {
  fileprivate var codes: [String] {
    flatMap { inline -> [String] in
      switch inline {
      case .code(let text): [text]
      case .emphasis(let inlines), .strong(let inlines), .link(_, _, let inlines),
        .image(_, _, let inlines):
        inlines.codes
      case .text, .html, .softBreak, .lineBreak: []
      }
    }
  }
}
