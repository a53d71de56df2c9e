/// Reads Markdown with libcmark: CommonMark 0.30, with the tables, tasks, strikethrough and bare addresses of GFM.
///
/// Comments are left out, and other raw HTML isn't markup, but text.
package enum CommonMark {
  /// The document nests quotations, lists or emphasis deeper than the tool reads.
  package struct TooDeep: Error, Hashable {
    /// The line on which a block begins that is too deep inside others.
    let line: Int
  }

  /// How deep blocks and running text may be inside each other.
  static let deepest = 100

  /// Reads a whole document, whose code blocks have no meaning.
  ///
  /// - Throws: ``TooDeep``. Every other text is valid.
  package static func parse(_ text: String) throws(TooDeep) -> [Block] {
    var resolver = PlainBlocks()
    return try parse(text, resolving: &resolver).blocks
  }

  /// Reads a whole document, and what its code blocks mean.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - resolver: Is asked for the meaning of each code block, from the first to the last.
  /// - Returns: The document's blocks, and what else it holds.
  /// - Throws: ``TooDeep``. Every other text is valid.
  static func parse(
    _ text: String, resolving resolver: inout some BlockResolver
  ) throws(TooDeep) -> MarkdownDocument {
    var bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: "\r")) {
      bytes = Array(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : String($0) }.joined().utf8)
    }
    let lines = lines(of: bytes)
    var marked = MarkedDocument(bytes, lines: lines)
    return try marked.withTree { marked, root in
      var reader = DocumentReader(
        MarkdownDocument(bytes, lines: lines), bytes, marked, root, resolver: resolver)
      defer { resolver = reader.resolver }
      return reader.read(root)
    }
  }

  /// Where the lines of a text lie, without their ends and without the mark of its byte order.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = bytes.has("\u{FEFF}", at: 0) ? 3 : 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      lines.append(start..<end)
      start = end + 1
    }
    return lines
  }
}
