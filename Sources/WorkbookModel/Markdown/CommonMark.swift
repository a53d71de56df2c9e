import CCMark
import WorkbookSupport

/// Turns Markdown into value types with libcmark.
///
/// Nothing else of the project touches cmark.
package enum CommonMark {
  /// Quotations in lists in quotations: more of that than anybody can read.
  struct TooDeep: Error, Hashable {
    /// The line on which a block begins that is too deep inside others.
    let line: Int
  }

  /// How deep blocks and running text may be inside each other.
  private static let deepest = 100

  /// Reads a whole document.
  ///
  /// - Throws: ``TooDeep``. Every other text is valid.
  static func parse(_ text: String) throws(TooDeep) -> [Block] {
    let lines = text.lines
    let result = withDocument(text) { document in
      Result { () throws(TooDeep) in
        try checkDepth(of: document)
        return children(of: document).compactMap { block($0, lines: lines) }
      }
    }
    return try result.get()
  }

  /// Looks for nodes that are too deep, without recursion: a hostile text has as many levels as bytes.
  private static func checkDepth(of document: OpaquePointer) throws(TooDeep) {
    let iterator = cmark_iter_new(document)
    defer { cmark_iter_free(iterator) }
    var depth = 0
    var line = 1
    while true {
      switch cmark_iter_next(iterator) {
      case CMARK_EVENT_ENTER:
        let node = cmark_iter_get_node(iterator)
        line = max(line, Int(cmark_node_get_start_line(node)))
        // A node without children is entered and never left.
        depth += cmark_node_first_child(node) == nil ? 0 : 1
        guard depth <= deepest else { throw TooDeep(line: line) }
      case CMARK_EVENT_EXIT:
        depth -= cmark_node_first_child(cmark_iter_get_node(iterator)) == nil ? 0 : 1
      default: return
      }
    }
  }

  /// Reads running text, such as the cell of a table, that isn't part of a paragraph.
  static func parseInlines(_ text: String) -> [Inline] {
    // The mark keeps the text from being read as a heading or a list, and goes again.
    let mark = "| "
    return withDocument(mark + text) { document in
      guard let paragraph = children(of: document).first,
        (try? checkDepth(of: document)) != nil
      else { return [.text(text)] }
      var inlines = children(of: paragraph).compactMap(inline)
      if case .text(let first)? = inlines.first {
        inlines[0] = .text(String(first.dropFirst(mark.count)))
      }
      return inlines.filter { $0 != .text("") }
    }
  }

  private static func withDocument<Result>(
    _ text: String, _ body: (OpaquePointer) -> Result
  ) -> Result {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        let document = cmark_parse_document(characters.baseAddress, characters.count, 0)
        guard let document else { preconditionFailure("libcmark ran out of memory") }
        defer { cmark_node_free(document) }
        cmark_consolidate_text_nodes(document)
        return body(document)
      }
    }
  }

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    Array(
      sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.prefix { $0 != nil }
    )
    .compactMap(\.self)
  }

  private static func block(_ node: OpaquePointer, lines: [Substring]) -> Block? {
    let line = Int(cmark_node_get_start_line(node))
    func inner(_ node: OpaquePointer) -> [Block] {
      children(of: node).compactMap { block($0, lines: lines) }
    }
    let kind: Block.Kind? =
      switch cmark_node_get_type(node) {
      case CMARK_NODE_PARAGRAPH:
        table(node, lines: lines).map(Block.Kind.table)
          ?? .paragraph(children(of: node).compactMap(inline))
      case CMARK_NODE_HEADING:
        .heading(
          level: Int(cmark_node_get_heading_level(node)), children(of: node).compactMap(inline))
      case CMARK_NODE_CODE_BLOCK: .code(codeBlock(node, lines: lines))
      case CMARK_NODE_HTML_BLOCK: .html(literal(node))
      case CMARK_NODE_BLOCK_QUOTE: .quote(inner(node))
      case CMARK_NODE_LIST:
        .list(
          List(
            start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
              ? Int(cmark_node_get_list_start(node)) : nil,
            isTight: cmark_node_get_list_tight(node) != 0, items: children(of: node).map(inner)))
      case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
      default: nil
      }
    return kind.map { Block(kind: $0, line: line) }
  }

  private static func codeBlock(_ node: OpaquePointer, lines: [Substring]) -> CodeBlock {
    let start = Int(cmark_node_get_start_line(node))
    let text = literal(node)
    // cmark doesn't tell fenced blocks from indented ones. Its column is right for both, in bytes.
    let opening = lines[start - 1].utf8.dropFirst(Int(cmark_node_get_start_column(node)) - 1)
    let fence = Substring(opening)
    let isFenced =
      (fence.hasPrefix("```") || fence.hasPrefix("~~~"))
      && text.lines.first != fence
    return CodeBlock(
      info: string(cmark_node_get_fence_info(node)), text: text,
      lines: start...max(start, Int(cmark_node_get_end_line(node))), isFenced: isFenced)
  }

  private static func table(_ node: OpaquePointer, lines: [Substring]) -> Table? {
    // The lines of a paragraph are dependable, those of other blocks are not (cmark issue 296).
    let first = Int(cmark_node_get_start_line(node)) - 1
    let last = Int(cmark_node_get_end_line(node)) - 1
    guard first >= 0, first < last, last < lines.count else { return nil }
    return Table(lines: lines[first...last].map { $0.drop { $0 == ">" || $0 == " " } })
  }

  private static func inline(_ node: OpaquePointer) -> Inline? {
    func inner() -> [Inline] { children(of: node).compactMap(inline) }
    func url() -> String { string(cmark_node_get_url(node)) }
    func title() -> String { string(cmark_node_get_title(node)) }
    return switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: .text(literal(node))
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .code(literal(node))
    case CMARK_NODE_HTML_INLINE: .html(literal(node))
    case CMARK_NODE_EMPH: .emphasis(inner())
    case CMARK_NODE_STRONG: .strong(inner())
    case CMARK_NODE_LINK: .link(destination: url(), title: title(), inner())
    case CMARK_NODE_IMAGE: .image(source: url(), title: title(), inner())
    default: nil
    }
  }

  private static func literal(_ node: OpaquePointer) -> String {
    string(cmark_node_get_literal(node))
  }

  private static func string(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}
