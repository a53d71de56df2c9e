import CCMark
import WorkbookSupport

/// Turns Markdown into value types with libcmark.
///
/// Nothing else of the project touches cmark.
package enum CommonMark {
  /// The document nests quotations, lists or emphasis deeper than the tool reads.
  package struct TooDeep: Error, Hashable {
    /// The line on which a block begins that is too deep inside others.
    let line: Int
  }

  /// How deep blocks and running text may be inside each other.
  private static let deepest = 100

  /// Reads a whole document, whose code blocks have no meaning.
  ///
  /// - Throws: ``TooDeep``. Every other text is valid.
  package static func parse(_ text: String) throws(TooDeep) -> [Block] {
    var resolver = PlainBlocks()
    return try parse(text, resolving: &resolver)
  }

  /// Reads a whole document, and what its code blocks mean.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - resolver: Is asked for the meaning of each code block, from the first to the last.
  /// - Returns: The document's blocks.
  /// - Throws: ``TooDeep``. Every other text is valid.
  static func parse(
    _ text: String, resolving resolver: inout some BlockResolver
  ) throws(TooDeep) -> [Block] {
    // cmark ends lines with carriage returns, too, so that its lines would be others than ours.
    let hasReturns = text.utf8.contains(UInt8(ascii: "\r"))
    let text = hasReturns ? String(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 }) : text
    let result = withDocument(text) { document in
      Result { () throws(TooDeep) in
        try checkDepth(of: document)
        var reader = BlockReader(lines: text.lines, resolver: resolver)
        defer { resolver = reader.resolver }
        return reader.blocks(in: document)
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

  fileprivate static func children(of node: OpaquePointer) -> [OpaquePointer] {
    Array(
      sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.prefix { $0 != nil }
    )
    .compactMap(\.self)
  }

  fileprivate static func inline(_ node: OpaquePointer) -> Inline? {
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

  fileprivate static func literal(_ node: OpaquePointer) -> String {
    string(cmark_node_get_literal(node))
  }

  fileprivate static func string(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}

/// Turns the nodes of blocks into values, from the first to the last.
private struct BlockReader<Resolver: BlockResolver> {
  /// The lines of the document.
  let lines: [Substring]
  var resolver: Resolver
  private var anchors = HeadingAnchors()

  init(lines: [Substring], resolver: Resolver) {
    (self.lines, self.resolver) = (lines, resolver)
  }

  mutating func blocks(in node: OpaquePointer) -> [Block] {
    var blocks: [Block] = []
    for child in CommonMark.children(of: node) {
      guard let kind = kind(of: child) else { continue }
      blocks.append(Block(kind: kind, line: Int(cmark_node_get_start_line(child))))
    }
    return blocks
  }

  private mutating func kind(of node: OpaquePointer) -> Block.Kind? {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: return table(node).map(Block.Kind.table) ?? .paragraph(inlines(node))
    case CMARK_NODE_HEADING:
      let inlines = inlines(node)
      let text = inlines.plainText
      let level = Int(cmark_node_get_heading_level(node))
      return .heading(
        Heading(level: level, text: text, anchor: anchors.anchor(for: text)), inlines)
    case CMARK_NODE_CODE_BLOCK:
      var block = codeBlock(node)
      block.meaning = resolver.meaning(of: block)
      return .code(block)
    case CMARK_NODE_HTML_BLOCK: return .html(CommonMark.literal(node))
    case CMARK_NODE_BLOCK_QUOTE: return .quote(blocks(in: node))
    case CMARK_NODE_LIST:
      var items: [[Block]] = []
      for item in CommonMark.children(of: node) { items.append(blocks(in: item)) }
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      return .list(
        List(
          start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
          isTight: cmark_node_get_list_tight(node) != 0, items: items))
    case CMARK_NODE_THEMATIC_BREAK: return .thematicBreak
    default: return nil
    }
  }

  private func inlines(_ node: OpaquePointer) -> [Inline] {
    CommonMark.children(of: node).compactMap(CommonMark.inline)
  }

  private func codeBlock(_ node: OpaquePointer) -> CodeBlock {
    let start = Int(cmark_node_get_start_line(node))
    let text = CommonMark.literal(node)
    // cmark doesn't tell fenced blocks from indented ones. Its column is right for both, in bytes.
    let opening = lines[start - 1].utf8.dropFirst(Int(cmark_node_get_start_column(node)) - 1)
    let fence = Substring(opening)
    let isFenced =
      (fence.hasPrefix("```") || fence.hasPrefix("~~~"))
      && text.lines.first != fence
    return CodeBlock(
      info: CommonMark.string(cmark_node_get_fence_info(node)), text: text,
      lines: start...max(start, Int(cmark_node_get_end_line(node))), isFenced: isFenced)
  }

  private func table(_ node: OpaquePointer) -> Table? {
    // The lines of a paragraph are dependable, those of other blocks are not (cmark issue 296).
    let first = Int(cmark_node_get_start_line(node)) - 1
    let last = Int(cmark_node_get_end_line(node)) - 1
    guard first >= 0, first < last, last < lines.count else { return nil }
    return Table(lines: lines[first...last].map { $0.drop { $0 == ">" || $0 == " " } })
  }
}
