import WorkbookSupport

/// Turns libcmark's tree into values, from the first block to the last.
struct DocumentReader<Resolver: BlockResolver> {
  private let marked: MarkedDocument
  /// The cells of tables, which are paragraphs above the document.
  private let cells: [CMarkNode]
  private var inlines: InlineReader
  var resolver: Resolver
  private var document: MarkdownDocument
  private var anchors = HeadingAnchors()

  init(
    _ document: MarkdownDocument, _ bytes: [UInt8], _ marked: MarkedDocument, _ root: CMarkNode,
    resolver: Resolver
  ) {
    (self.document, self.marked, self.resolver) = (document, marked, resolver)
    cells = Array(root.children.prefix(marked.cellCount))
    inlines = InlineReader(SourceText(bytes, definitions: marked.definitions), marked.writer)
  }

  /// Reads the whole document.
  mutating func read(_ root: CMarkNode) -> MarkdownDocument {
    document.blocks = blocks(root.children.dropFirst(cells.count), Containers())
    document.links = inlines.links
    document.issues += inlines.issues
    reportUnusedDefinitions(root)
    return document
  }

  /// Reports the definitions that have left no trace: libcmark has read them, and no link leads there.
  private mutating func reportUnusedDefinitions(_ root: CMarkNode) {
    guard !marked.definitionOffsets.isEmpty else { return }
    var unused = marked.definitionOffsets
    root.forEachText { text in
      for (_, mark) in marked.writer.read(text).marks where mark.kind == .definition {
        unused[mark.offset] = nil
      }
    }
    for (offset, label) in unused {
      document.issues.append(MarkdownIssue(.unusedDefinition(label), offset: offset))
    }
  }

  private mutating func blocks(
    _ nodes: some Sequence<CMarkNode>, _ containers: Containers
  ) -> [Block] {
    var blocks: [Block] = []
    for node in nodes {
      let line = marked.line(node.line)
      guard let kind = kind(of: node, line, containers) else { continue }
      blocks.append(Block(kind: kind, line: line))
    }
    return blocks
  }

  private mutating func kind(
    of node: CMarkNode, _ line: Int, _ containers: Containers
  ) -> Block.Kind? {
    switch node.kind {
    case .thematicBreak: return .thematicBreak
    case .paragraph:
      document.paragraphs.append(line...marked.lastLine(of: node))
      return paragraph(text(of: node, line))
    case .heading(let level):
      if let mark = tableMark(of: node) { return table(mark) }
      let inlines = text(of: node, line)
      let text = inlines.plainText.trimmed
      let heading = Heading(level: level, text: text, anchor: anchors.anchor(for: text))
      return .heading(heading, inlines)
    case .code:
      var code = codeBlock(node, line, containers)
      code.meaning = resolver.meaning(of: code)
      return .code(code)
    case .html: return html(node, line)
    case .quote: return .quote(quote(node, containers.withQuote))
    case .list(let start, let isTight):
      var items: [[Block]] = []
      for item in node.children {
        let inner = containers.with(item: item, line: marked.line(item.line), marked.lines)
        items.append(self.item(item, inner))
      }
      return .list(List(start: start, isTight: isTight, items: items))
    default: return nil
    }
  }

  // MARK: Text

  private mutating func text(of node: CMarkNode, _ line: Int) -> [Inline] {
    // Cells stand elsewhere.
    let last = node.line > marked.linesAbove ? marked.lastLine(of: node) : Int.max - 1
    inlines.begin(at: document.offset(ofLine: line), end: document.offset(ofLine: last + 1))
    return inlines.read(node)
  }

  /// A paragraph; `nil` if nothing is left of it, as of one of comments.
  private func paragraph(_ inlines: [Inline]) -> Block.Kind? {
    inlines.isBlank ? nil : .paragraph(inlines)
  }

  // MARK: Code and comments

  private func codeBlock(_ node: CMarkNode, _ line: Int, _ containers: Containers) -> CodeBlock {
    let text = marked.writer.read(node.literal, asCode: true).bytes
    let info = marked.writer.read(node.info, asCode: true).text
    let count = text.count { $0 == "\n" }
    let opening = marked.writer.read(
      Array(marked.lines[line - 1].dropFirst(node.column)), asCode: true
    ).bytes
    // libcmark doesn't tell fenced blocks from indented ones, whose text has all lines.
    guard var fence = CodeBlock.Mark(opening: opening[...]),
      !info.isEmpty || !text.starts(with: opening + [UInt8(ascii: "\n")])
    else {
      return CodeBlock(
        info: "", text: text.text, lines: line...(line + max(0, count - 1)), fence: nil)
    }
    let next = line + count + 1
    fence.isClosed = isClosing(next, fence, containers)
    return CodeBlock(
      info: info, text: text.text, lines: line...(fence.isClosed ? next : next - 1), fence: fence)
  }

  private func isClosing(_ line: Int, _ fence: CodeBlock.Mark, _ containers: Containers) -> Bool {
    guard line <= marked.lines.count else { return false }
    let text = marked.writer.read(marked.lines[line - 1]).bytes
    guard let start = containers.start(of: text, line: line) else { return false }
    return fence.isClosed(by: text[start...])
  }

  /// Leaves a block that is a comment out; another one is text.
  private mutating func html(_ node: CMarkNode, _ line: Int) -> Block.Kind? {
    let text = marked.writer.read(node.literal, asCode: true).bytes[...].trimmedOfWhitespace
    guard text.has("<!--", at: text.startIndex) else { return .paragraph([.text(text.text)]) }
    let end = text.index(of: "-->", from: text.startIndex + 2)
    let comment = text[..<(end ?? text.endIndex)]
    if end == nil || comment.mayBeLonger {
      let offset = document.offset(ofLine: line) + node.column
      let blanks = marked.lines[line - 1].dropFirst(node.column).prefix(while: \.isBlank).count
      document.issues.append(MarkdownIssue(.unclosedComment, offset: offset + blanks))
    }
    return nil
  }

  // MARK: What GitHub knows besides

  private func tableMark(of node: CMarkNode) -> SourceMark? {
    guard let first = node.firstChild, case .text = first.kind else {
      return nil
    }
    let mark = marked.writer.read(first.literal).marks.first?.mark
    return mark?.kind == .table || mark?.kind == .row ? mark : nil
  }

  /// The table whose header stands in the place of a mark; `nil` for its other lines.
  private mutating func table(_ mark: SourceMark) -> Block.Kind? {
    guard mark.kind == .table, marked.tables.indices.contains(mark.offset) else { return nil }
    let found = marked.tables[mark.offset]
    document.paragraphs.append(found.line...found.lastLine)
    for row in found.longRows {
      let offset = document.offset(ofLine: found.line(ofRow: row))
      document.issues.append(MarkdownIssue(.extraCell, offset: offset))
    }
    var rows: [[[Inline]]] = []
    for row in found.rows {
      var cells: [[Inline]] = []
      for place in row {
        let node = place.flatMap { self.cells.indices.contains($0) ? self.cells[$0] : nil }
        cells.append(node.map { text(of: $0, found.line) } ?? [])
      }
      rows.append(cells)
    }
    return .table(
      Table(alignments: found.alignments, header: rows[0], rows: Array(rows.dropFirst())))
  }

  /// Reads an item, which may be a task (GFM, section 5.3).
  private mutating func item(_ node: CMarkNode, _ containers: Containers) -> [Block] {
    var blocks = blocks(node.children, containers)
    guard let isDone = isDone(node), case .paragraph(let inlines)? = blocks.first?.kind,
      case .text(let words)? = inlines.first
    else { return blocks }
    let box = Inline.checkbox(isChecked: isDone)
    blocks[0].kind = .paragraph([box, .text(String(words.dropFirst(3)))] + inlines.dropFirst())
    return blocks
  }

  /// Whether a task is done; `nil` if the text of the item begins without a box.
  private func isDone(_ item: CMarkNode) -> Bool? {
    guard let block = item.firstChild, case .paragraph = block.kind,
      let words = block.firstChild, case .text = words.kind
    else { return nil }
    let text = marked.writer.read(words.literal)
    guard text.marks.first.map({ $0.index == 0 && $0.mark.kind == .bracket }) == true,
      text.bytes.byte(at: 2) == "]", text.bytes.byte(at: 3)?.isBlank == true
    else { return nil }
    return text.bytes[1] == " " ? false : text.bytes[1] | 0x20 == 0x78 ? true : nil
  }

  /// Reads a quotation; GitHub's `> [!NOTE]` is one that begins with **Note**.
  private mutating func quote(_ node: CMarkNode, _ containers: Containers) -> [Block] {
    var blocks = blocks(node.children, containers)
    guard case .paragraph(var inlines)? = blocks.first?.kind,
      case .text(let words)? = inlines.first,
      inlines.count == 1 || inlines[1] == .softBreak || inlines[1] == .lineBreak,
      let title = ["Note", "Tip", "Important", "Warning", "Caution"].first(where: {
        "[!\($0.uppercased())]" == words.trimmed.uppercased()
      })
    else { return blocks }
    inlines[0] = .strong([.text(title)])
    if inlines.count > 1 { inlines[1] = .softBreak }
    blocks[0].kind = .paragraph(inlines)
    return blocks
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
