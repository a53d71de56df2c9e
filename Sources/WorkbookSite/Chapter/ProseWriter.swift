import WorkbookModel

/// Turns the blocks of a chapter into HTML, the code blocks aside.
struct ProseWriter {
  private let scope: Scope
  /// Whether what is written stands in an exercise, which is where answers are folded.
  private var isInExercise = false
  /// Writes a code block.
  private let code: (CodeBlock) -> HTML

  init(scope: Scope, code: @escaping (CodeBlock) -> HTML) {
    self.scope = scope
    self.code = code
  }

  mutating func html(_ block: Block) -> HTML {
    switch block.kind {
    case .paragraph(let inlines): return "<p>\(html(inlines))</p>\n"
    case .heading(let heading, let inlines):
      let tag: HTML = "h\(scope.level(heading.level))"
      let id = scope.id(of: heading)
      // A link has no other one in it.
      let words: HTML =
        inlines.holdLink
        ? html(inlines) : "<a class=\"anchor\" href=\"#\(id)\">\(html(inlines))</a>"
      return "<\(tag) id=\"\(id)\">\(words)</\(tag)>\n"
    case .code(let block): return code(block)
    case .quote(let blocks): return quote(blocks)
    case .list(let list): return html(list)
    case .table(let table): return html(table)
    case .thematicBreak: return "<hr>\n"
    }
  }

  // MARK: Blocks

  /// The classes of quotations that are set off, by their titles.
  private static let callouts: [String: HTML] = [
    "Note": "note", "Correction": "correction", "Exercise": "exercise",
    // GitHub's other alerts.
    "Tip": "note", "Important": "note", "Warning": "note", "Caution": "note",
  ]

  private mutating func quote(_ blocks: [Block]) -> HTML {
    let title = Self.title(of: blocks)
    if isInExercise, title == "Answer" { return answer(blocks) }
    let isOutside = !isInExercise
    if title == "Exercise" { isInExercise = true }
    defer { if isOutside { isInExercise = false } }
    var content: HTML = ""
    for block in blocks { content += html(block) }
    guard let kind = title.flatMap({ Self.callouts[$0] }) else {
      return "<blockquote>\n\(content)</blockquote>\n"
    }
    return "<div class=\"callout \(kind)\" role=\"note\">\n\(content)</div>\n"
  }

  /// The answer of an exercise, folded, as a reader is to find it first.
  private mutating func answer(_ blocks: [Block]) -> HTML {
    var content: HTML = ""
    for (index, block) in blocks.enumerated() {
      guard index == 0, case .paragraph(let inlines) = block.kind else {
        content += html(block)
        continue
      }
      // Its title is what unfolds it.
      let rest = inlines.dropFirst().drop { $0 == .softBreak || $0 == .lineBreak }
      if !rest.isEmpty { content += "<p>\(html(Array(rest)))</p>\n" }
    }
    return "<details class=answer><summary>Answer</summary>\n\(content)</details>\n"
  }

  /// The strong words that a quotation begins with.
  private static func title(of blocks: [Block]) -> String? {
    guard case .paragraph(let inlines)? = blocks.first?.kind,
      case .strong(let words)? = inlines.first
    else { return nil }
    return words.plainText
  }

  private mutating func html(_ list: List) -> HTML {
    var items: HTML = ""
    for item in list.items {
      items += "<li>"
      for block in item {
        // The lines of a tight list are no paragraphs (CommonMark, section 5.3).
        if list.isTight, case .paragraph(let inlines) = block.kind {
          items += html(inlines)
        } else {
          items += html(block)
        }
      }
      items += "</li>\n"
    }
    guard let start = list.start else { return "<ul>\n\(items)</ul>\n" }
    let attribute: HTML = start == 1 ? "" : " start=\"\(start)\""
    return "<ol\(attribute)>\n\(items)</ol>\n"
  }

  private func html(_ table: Table) -> HTML {
    func row(_ cells: [[Inline]], _ tag: HTML) -> HTML {
      let cells = zip(cells, table.alignments).map { cell, alignment -> HTML in
        let style: HTML =
          switch alignment {
          case .left: " class=\"left\""
          case .center: " class=\"center\""
          case .right: " class=\"right\""
          case nil: ""
          }
        // A cell without words is no heading of anything.
        let name: HTML = cell.isEmpty ? "td" : tag
        return "<\(name)\(style)>\(html(cell))</\(name)>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return """
      <div class="table" tabindex="0" role="group" aria-label="Table"><table>
      <thead>
      \(row(table.header, "th"))</thead>
      <tbody>
      \(table.rows.map { row($0, "td") }.joined())</tbody>
      </table></div>

      """
  }

  // MARK: Running text

  private func html(_ inlines: [Inline], inLink: Bool = false) -> HTML {
    inlines.map { html($0, inLink: inLink) }.joined()
  }

  private func html(_ inline: Inline, inLink: Bool) -> HTML {
    switch inline {
    case .text(let text): "\(text: text)"
    case .code(let text): "<code>\(text: text)</code>"
    case .emphasis(let inlines): "<em>\(html(inlines, inLink: inLink))</em>"
    case .strong(let inlines): "<strong>\(html(inlines, inLink: inLink))</strong>"
    case .strikethrough(let inlines): "<del>\(html(inlines, inLink: inLink))</del>"
    case .checkbox(let isChecked):
      isChecked
        ? "<input type=\"checkbox\" checked disabled aria-label=\"Done\">"
        : "<input type=\"checkbox\" disabled aria-label=\"To do\">"
    case .link(let destination, let title, let inlines):
      """
      <a href=\"\(scope.address(destination))\"\(Self.title(title))>\
      \(html(inlines, inLink: true))</a>
      """
    case .image(let source, let title, let inlines):
      switch scope.image(source) {
      case .here(let address):
        "<img src=\"\(address)\" alt=\"\(inlines.plainText)\"\(Self.title(title))>"
      // Browsers wouldn't load it; a reader may want to.
      case .elsewhere(let address) where !inLink:
        "<a href=\"\(address)\"\(Self.title(title))>\(text: words(inlines, or: address))</a>"
      case .elsewhere(let address): "\(text: words(inlines, or: address))"
      case nil: "\(text: inlines.plainText)"
      }
    case .softBreak: "\n"
    case .lineBreak: "<br>\n"
    }
  }

  /// What is shown of a picture on another host: its address, if the chapter has no words for it.
  private func words(_ inlines: [Inline], or address: String) -> String {
    let words = inlines.plainText
    return words.utf8.allSatisfy { $0 == UInt8(ascii: " ") } ? address : words
  }

  private static func title(_ title: String) -> HTML {
    title.isEmpty ? "" : " title=\"\(title)\""
  }
}

extension [Inline] {
  /// Whether a link is among them, or a picture, which may become one.
  fileprivate var holdLink: Bool {
    contains { inline in
      switch inline {
      case .link, .image: true
      case .emphasis(let inlines), .strong(let inlines), .strikethrough(let inlines):
        inlines.holdLink
      case .text, .code, .checkbox, .softBreak, .lineBreak: false
      }
    }
  }
}
