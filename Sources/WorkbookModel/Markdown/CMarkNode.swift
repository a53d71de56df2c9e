import CCMark

/// A node of libcmark's tree, as long as the tree is there.
///
/// Nothing else of the project touches libcmark.
struct CMarkNode {
  enum Kind {
    case paragraph
    case heading(level: Int)
    case code
    case html
    case quote
    case list(start: Int?, isTight: Bool)
    case item
    case thematicBreak
    case text
    case softBreak
    case lineBreak
    case inlineCode
    case inlineHTML
    case emphasis
    case strong
    case link
    case image
    case other
  }

  private let node: OpaquePointer

  /// Parses a text, and gives its document to a function.
  static func withDocument<Result>(
    _ text: [UInt8], _ body: (CMarkNode) -> Result
  ) -> Result {
    text.withUnsafeBytes { bytes in
      let characters = bytes.bindMemory(to: CChar.self)
      let document = cmark_parse_document(characters.baseAddress, characters.count, 0)
      guard let document else { preconditionFailure("libcmark ran out of memory") }
      defer { cmark_node_free(document) }
      cmark_consolidate_text_nodes(document)
      return body(CMarkNode(node: document))
    }
  }

  /// The line of the first node that is deeper than some others; `nil` if none is.
  ///
  /// It isn't recursive: a hostile text has as many levels as bytes.
  func line(below deepest: Int) -> Int? {
    let iterator = cmark_iter_new(node)
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
        guard depth <= deepest else { return line }
      case CMARK_EVENT_EXIT:
        depth -= cmark_node_first_child(cmark_iter_get_node(iterator)) == nil ? 0 : 1
      default: return nil
      }
    }
  }

  /// Gives every piece of text that it holds to a function: also addresses, titles, code, and what stands behind fences.
  func forEachText(_ body: ([UInt8]) -> Void) {
    let iterator = cmark_iter_new(node)
    defer { cmark_iter_free(iterator) }
    while true {
      switch cmark_iter_next(iterator) {
      case CMARK_EVENT_ENTER:
        let node = CMarkNode(node: cmark_iter_get_node(iterator))
        for text in [node.literal, node.info, node.destination, node.title] where !text.isEmpty {
          body(text)
        }
      case CMARK_EVENT_EXIT: continue
      default: return
      }
    }
  }

  var kind: Kind {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_CODE_BLOCK: .code
    case CMARK_NODE_HTML_BLOCK: .html
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_LIST:
      .list(
        start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
          ? Int(cmark_node_get_list_start(node)) : nil,
        isTight: cmark_node_get_list_tight(node) != 0)
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
    case CMARK_NODE_TEXT: .text
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .inlineCode
    case CMARK_NODE_HTML_INLINE: .inlineHTML
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK: .link
    case CMARK_NODE_IMAGE: .image
    default: .other
    }
  }

  var firstChild: CMarkNode? { cmark_node_first_child(node).map(CMarkNode.init) }

  var children: some Sequence<CMarkNode> {
    sequence(state: cmark_node_first_child(node)) { next -> CMarkNode? in
      guard let node = next else { return nil }
      next = cmark_node_next(node)
      return CMarkNode(node: node)
    }
  }

  /// The line on which a block begins, from 1.
  var line: Int { Int(cmark_node_get_start_line(node)) }
  /// The byte of its line at which a block begins, from 0.
  var column: Int { Int(cmark_node_get_start_column(node)) - 1 }
  /// The last line of a paragraph or a heading; of other blocks it isn't dependable (cmark issue 296).
  var lastLine: Int { Int(cmark_node_get_end_line(node)) }

  /// The text of a node without children.
  var literal: [UInt8] { Self.bytes(cmark_node_get_literal(node)) }
  /// What stands behind the opening fence of a code block.
  var info: [UInt8] { Self.bytes(cmark_node_get_fence_info(node)) }
  /// Where a link leads.
  var destination: [UInt8] { Self.bytes(cmark_node_get_url(node)) }
  /// The title of a link.
  var title: [UInt8] { Self.bytes(cmark_node_get_title(node)) }

  private static func bytes(_ characters: UnsafePointer<CChar>?) -> [UInt8] {
    guard let characters else { return [] }
    return String(cString: characters).utf8.map { $0 }
  }
}
