import WorkbookSupport

/// Reads the running text of blocks, from the first to the last, and what their code means.
struct DocumentReader<Resolver: BlockResolver> {
  private let references: References
  var resolver: Resolver
  private(set) var document: MarkdownDocument
  private var anchors = HeadingAnchors()

  init(_ document: MarkdownDocument, _ references: References, resolver: Resolver) {
    (self.document, self.references, self.resolver) = (document, references, resolver)
  }

  mutating func read(_ blocks: [RawBlock]) throws(CommonMark.TooDeep) {
    document.blocks = try self.blocks(blocks, depth: BlockParser.deepest)
  }

  private mutating func blocks(
    _ blocks: [RawBlock], depth: Int
  ) throws(CommonMark.TooDeep) -> [Block] {
    var read: [Block] = []
    for block in blocks {
      guard let kind = try kind(of: block, depth: depth) else { continue }
      read.append(Block(kind: kind, line: block.line))
    }
    return read
  }

  private mutating func kind(
    of block: RawBlock, depth: Int
  ) throws(CommonMark.TooDeep) -> Block.Kind? {
    switch block.kind {
    case .nothing: return nil
    case .thematicBreak: return .thematicBreak
    case .paragraph(let content):
      let inlines = try inlines(content, block.line, depth)
      // Nothing is left of a paragraph of comments.
      return inlines.isBlank ? nil : .paragraph(inlines)
    case .heading(let level, let content):
      let inlines = try inlines(content, block.line, depth)
      let text = inlines.plainText.trimmed
      let heading = Heading(level: level, text: text, anchor: anchors.anchor(for: text))
      return .heading(heading, inlines)
    case .code(var code):
      code.meaning = resolver.meaning(of: code)
      return .code(code)
    case .quote(let blocks): return .quote(try quote(blocks, depth - 1))
    case .list(let start, let isTight, let items):
      var read: [[Block]] = []
      for item in items { read.append(try self.item(item, depth - 2)) }
      return .list(List(start: start, isTight: isTight, items: read))
    case .item(let blocks): return .quote(try self.blocks(blocks, depth: depth - 1))
    case .table(let table):
      var rows: [[[Inline]]] = []
      for row in [table.header] + table.rows {
        var cells: [[Inline]] = []
        for cell in row { cells.append(try inlines(cell, block.line, depth)) }
        rows.append(cells)
      }
      return .table(
        Table(alignments: table.alignments, header: rows[0], rows: Array(rows.dropFirst())))
    }
  }

  private mutating func inlines(
    _ content: Content, _ line: Int, _ depth: Int
  ) throws(CommonMark.TooDeep) -> [Inline] {
    var parser = InlineParser(content, references)
    parser.read()
    document.links += parser.links
    document.issues += parser.issues
    guard let inlines = parser.tree.inlines(depth: depth) else {
      throw CommonMark.TooDeep(line: line)
    }
    return inlines
  }

  // MARK: What GitHub knows besides

  /// Reads an item, which may be a task (GFM, section 5.3).
  private mutating func item(
    _ blocks: [RawBlock], _ depth: Int
  ) throws(CommonMark.TooDeep) -> [Block] {
    guard var first = blocks.first, case .paragraph(let content) = first.kind,
      let isDone = Self.isDone(content.bytes)
    else { return try self.blocks(blocks, depth: depth) }
    first.kind = .paragraph(content.suffix(from: 3))
    var read = try self.blocks([first] + blocks.dropFirst(), depth: depth)
    if case .paragraph(let inlines)? = read.first?.kind {
      read[0].kind = .paragraph([.checkbox(isChecked: isDone)] + inlines)
    }
    return read
  }

  /// Whether a task is done; `nil` if the text begins without a box.
  private static func isDone(_ text: [UInt8]) -> Bool? {
    guard text.count > 4, text[0] == "[", text[2] == "]", text[3].isWhitespace else { return nil }
    return text[1] == " " ? false : text[1] | 0x20 == 0x78 ? true : nil
  }

  /// Reads a quotation; GitHub's `> [!NOTE]` is one that begins with **Note**.
  private mutating func quote(
    _ blocks: [RawBlock], _ depth: Int
  ) throws(CommonMark.TooDeep) -> [Block] {
    guard var first = blocks.first, case .paragraph(let content) = first.kind,
      let (title, end) = Self.alert(content.bytes)
    else { return try self.blocks(blocks, depth: depth) }
    first.kind = .paragraph(content.suffix(from: end))
    var words = [Inline.strong([.text(title)])]
    let line = first.line
    var read = try self.blocks(
      (end < content.bytes.count ? [first] : []) + blocks.dropFirst(), depth: depth)
    if end < content.bytes.count, case .paragraph(let inlines)? = read.first?.kind {
      words += [.softBreak] + inlines
      read.removeFirst()
    }
    return [Block(kind: .paragraph(words), line: line)] + read
  }

  /// The title of an alert, and where its text begins; `nil` if the text is none of one.
  private static func alert(_ text: [UInt8]) -> (title: String, end: Int)? {
    guard text.has("[!", at: 0) else { return nil }
    let line = text.prefix { $0 != "\n" }
    let word = line.trimmedOfWhitespace.text.uppercased()
    return ["Note", "Tip", "Important", "Warning", "Caution"]
      .first { "[!\($0.uppercased())]" == word }
      .map { ($0, min(line.endIndex + 1, text.count)) }
  }
}

extension [Inline] {
  /// Whether there is nothing to see.
  fileprivate var isBlank: Bool {
    allSatisfy { inline in
      switch inline {
      case .text(let text): text.utf8.allSatisfy(\.isWhitespace)
      case .softBreak, .lineBreak: true
      default: false
      }
    }
  }
}
