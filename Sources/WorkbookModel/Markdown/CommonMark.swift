import CCMark

/// Turns Markdown into value types with libcmark.
///
/// Nothing else of the project touches cmark.
package enum CommonMark {
  /// Reads a whole document.
  ///
  /// Every text is a valid one, so this can't fail.
  package static func parse(_ text: String) -> [Block] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return withDocument(text) { document in
      children(of: document).compactMap { block($0, lines: lines) }
    }
  }

  /// Reads running text, such as the cell of a table, that isn't part of a paragraph.
  static func parseInlines(_ text: String) -> [Inline] {
    // The mark keeps the text from being read as a heading or a list, and goes again.
    let mark = "| "
    return withDocument(mark + text) { document in
      guard let paragraph = children(of: document).first else { return [] }
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
      && text.split(separator: "\n", omittingEmptySubsequences: false).first != fence
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
