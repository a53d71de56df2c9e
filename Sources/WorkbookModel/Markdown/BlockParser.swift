import WorkbookSupport

/// Finds the blocks of a document, line by line (CommonMark 0.30, appendix, phase 1; GFM, section 4.10).
///
/// Raw HTML makes no blocks, apart from comments: in a book a tag swallows nothing of what stands below it.
struct BlockParser {
  /// A block that holds others and hasn't ended yet.
  struct Container {
    enum Kind {
      case document
      case quote
      case list(ListMarker)
      case item(ListMarker)
    }

    var kind: Kind
    var line: Int
    var lastLine: Int
    var children: [RawBlock] = []
  }

  /// A block that holds text and hasn't ended yet.
  struct Leaf {
    enum Kind {
      case paragraph
      case fenced(Fence)
      case indented
      case table
      /// A comment, by where it begins.
      case comment(Int)
    }

    var kind: Kind
    var line: Int
    var lastLine: Int
    /// The text of a paragraph.
    var content = Content()
    /// The text of a code block.
    var code: [UInt8] = []
    var table = RawTable(alignments: [], header: [])
  }

  /// The opening fence of a block.
  struct Fence {
    var mark: CodeBlock.Mark
    var indent: Int
    var info: String
  }

  /// How deep blocks may be inside each other.
  static let deepest = 100

  let bytes: [UInt8]
  var containers: [Container]
  var leaf: Leaf?
  var cursor: LineCursor
  var line = 0
  var references = References()
  var issues: [MarkdownIssue] = []
  /// The lines of each paragraph.
  var paragraphs: [ClosedRange<Int>] = []
  /// How many cells rows of tables lack.
  var missingCells = 0

  /// Finds the blocks of a document.
  ///
  /// - Throws: ``CommonMark/TooDeep``.
  init(_ bytes: [UInt8], lines: [Range<Int>]) throws(CommonMark.TooDeep) {
    self.bytes = bytes
    containers = [Container(kind: .document, line: 1, lastLine: 1)]
    cursor = LineCursor(bytes, line: 0..<0)
    for range in lines {
      line += 1
      cursor = LineCursor(bytes, line: range)
      let isBlank = cursor.isBlank
      readLine()
      guard containers.count <= Self.deepest + 1 else { throw CommonMark.TooDeep(line: line) }
      guard !isBlank else { continue }
      for index in containers.indices { containers[index].lastLine = line }
      leaf?.lastLine = line
    }
    close(downTo: 1)
  }

  /// The blocks of the document.
  var blocks: [RawBlock] { containers[0].children }

  private mutating func readLine() {
    var matched = 1
    while matched < containers.count, goesOn(matched) { matched += 1 }
    let allMatch = matched == containers.count
    var goesOnAsLeaf = false
    if allMatch {
      switch readIntoLeaf() {
      case .taken: return
      case .goesOn: goesOnAsLeaf = true
      case .ended: break
      }
    }
    let isOpened = openBlocks(downTo: matched, inParagraph: goesOnAsLeaf && isInParagraph)
    guard isOpened != .leaf else { return }
    let isLazy = !allMatch && isOpened == .nothing && !cursor.isBlank
    if isLazy, isInParagraph { return addToParagraph() }
    if isOpened == .nothing && !goesOnAsLeaf { close(downTo: matched) }
    guard !cursor.isBlank else { return }
    switch leaf?.kind {
    case .paragraph: addToParagraph()
    case .table: addRow()
    default:
      open(.paragraph)
      addToParagraph()
    }
  }

  var isInParagraph: Bool { if case .paragraph? = leaf?.kind { true } else { false } }

  /// Whether a container that is open goes on in this line; passes what says so.
  private mutating func goesOn(_ index: Int) -> Bool {
    let indent = cursor.indent
    switch containers[index].kind {
    case .document, .list: return true
    case .quote: return cursor.passQuoteMark()
    case .item(let marker):
      if indent.offset == cursor.end {
        let isEmpty = index == containers.count - 1 && leaf == nil
        return !(isEmpty && containers[index].children.isEmpty)
      }
      guard indent.columns >= marker.width else { return false }
      cursor.advance(columns: marker.width)
      return true
    }
  }

  // MARK: Opening and closing

  /// Ends all blocks within some of the containers.
  mutating func close(downTo count: Int) {
    closeLeaf()
    while containers.count > count { closeContainer() }
  }

  private mutating func closeContainer() {
    let container = containers.removeLast()
    let kind: RawBlock.Kind
    switch container.kind {
    case .document: return
    case .quote: kind = .quote(container.children)
    case .item: kind = .item(container.children)
    case .list(let marker):
      kind = .list(
        start: marker.number, isTight: Self.isTight(container.children),
        items: container.children.map(\.items))
    }
    add(RawBlock(kind: kind, line: container.line, lastLine: container.lastLine))
  }

  /// Whether no blank line stands between items, or between the blocks of one.
  private static func isTight(_ items: [RawBlock]) -> Bool {
    func areTogether(_ blocks: [RawBlock]) -> Bool {
      zip(blocks, blocks.dropFirst()).allSatisfy { $0.lastLine + 1 >= $1.line }
    }
    return areTogether(items) && items.allSatisfy { areTogether($0.items) }
  }

  private mutating func closeLeaf() {
    guard let leaf else { return }
    self.leaf = nil
    func add(_ kind: RawBlock.Kind, line: Int) {
      self.add(RawBlock(kind: kind, line: line, lastLine: leaf.lastLine))
    }
    switch leaf.kind {
    case .paragraph:
      let rest = definingReferences(in: leaf.content)
      let skipped = leaf.content.bytes.count - rest.bytes.count
      let line = leaf.line + leaf.content.bytes[..<skipped].count { $0 == "\n" }
      guard !rest.bytes.trimmedOfWhitespace.isEmpty else { return add(.nothing, line: leaf.line) }
      paragraphs.append(line...max(line, leaf.lastLine))
      add(.paragraph(rest.trimmedAtEnd), line: line)
    case .fenced(let fence):
      add(codeBlock(fence, leaf.code, leaf.line, isClosed: false), line: leaf.line)
    case .indented:
      var code = leaf.code
      while let start = code.lastLineStart, code[start...].allSatisfy(\.isWhitespace) {
        code.removeSubrange(start...)
      }
      let block = CodeBlock(
        info: "", text: code.text, lines: leaf.line...max(leaf.line, leaf.lastLine), fence: nil)
      add(.code(block), line: leaf.line)
    case .table: add(.table(leaf.table), line: leaf.line)
    case .comment(let offset):
      issues.append(MarkdownIssue(.unclosedComment, offset: offset))
      add(.nothing, line: leaf.line)
    }
  }

  func codeBlock(
    _ fence: Fence, _ code: [UInt8], _ first: Int, isClosed: Bool
  ) -> RawBlock.Kind {
    var mark = fence.mark
    mark.isClosed = isClosed
    let last = first + code.count { $0 == "\n" } + (isClosed ? 1 : 0)
    return .code(
      CodeBlock(info: fence.info, text: code.text, lines: first...last, fence: mark))
  }

  /// Adds a block that is whole to the innermost container.
  mutating func add(_ block: RawBlock) {
    containers[containers.count - 1].children.append(block)
  }

  /// Ends what can't hold a new block.
  mutating func prepareForBlock(downTo count: Int) {
    close(downTo: count)
    if case .list? = containers.last?.kind { closeContainer() }
  }

  mutating func open(_ kind: Leaf.Kind) {
    if case .list? = containers.last?.kind { closeContainer() }
    leaf = Leaf(kind: kind, line: line, lastLine: line)
  }

  mutating func open(_ kind: Container.Kind) {
    containers.append(Container(kind: kind, line: line, lastLine: line))
  }
}

extension RawBlock {
  fileprivate var items: [RawBlock] { if case .item(let blocks) = kind { blocks } else { [] } }
}

extension [UInt8] {
  /// Where the last line begins that has an end of its own.
  fileprivate var lastLineStart: Int? {
    isEmpty ? nil : dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }
}
