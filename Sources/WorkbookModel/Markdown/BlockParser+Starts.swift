extension BlockParser {
  enum Opened { case nothing, container, leaf }

  /// Opens the blocks that begin in what is left of the line.
  ///
  /// - Parameters:
  ///   - count: How many of the open containers go on in this line.
  ///   - inParagraph: Whether a paragraph does, too.
  /// - Returns: What has been opened last.
  mutating func openBlocks(downTo count: Int, inParagraph: Bool) -> Opened {
    var (count, inParagraph) = (count, inParagraph)
    var opened = Opened.nothing
    while containers.count <= Self.deepest + 1 {
      let indent = cursor.indent
      guard indent.offset < cursor.end else { return opened }
      if indent.columns >= 4 {
        guard !isInParagraph else { return opened }
        prepareForBlock(downTo: count)
        cursor.advance(columns: 4)
        open(.indented)
        addCode()
        return .leaf
      }
      let sign = bytes[indent.offset]
      // Most lines begin with a letter.
      guard !sign.isLetter else { return opened }
      if sign == ">" {
        prepareForBlock(downTo: count)
        _ = cursor.passQuoteMark()
        open(.quote)
      } else if openLeaf(sign, downTo: count, inParagraph: inParagraph) {
        return .leaf
      } else if let item = cursor.item(inParagraph: inParagraph) {
        open(item, downTo: count)
      } else if inParagraph, openTable() {
        return .leaf
      } else {
        return opened
      }
      (opened, inParagraph, count) = (.container, false, containers.count)
    }
    return opened
  }

  private mutating func open(_ item: (marker: ListMarker, cursor: LineCursor), downTo count: Int) {
    close(downTo: count)
    if case .list(let marker)? = containers.last?.kind, !marker.isOfSameList(as: item.marker) {
      prepareForBlock(downTo: count)
    }
    if case .list? = containers.last?.kind {} else { open(.list(item.marker)) }
    open(.item(item.marker))
    cursor = item.cursor
  }

  /// Opens a block that holds no others, if one begins here.
  private mutating func openLeaf(_ sign: UInt8, downTo count: Int, inParagraph: Bool) -> Bool {
    let text = bytes[cursor.indent.offset..<cursor.end]
    switch sign {
    case "#":
      guard let (level, content) = Self.heading(text) else { return false }
      prepareForBlock(downTo: count)
      add(RawBlock(kind: .heading(level: level, content), line: line, lastLine: line))
    case "`", "~":
      guard let mark = CodeBlock.Mark(opening: text) else { return false }
      let fence = Fence(
        mark: mark, indent: cursor.indent.columns,
        info: MarkdownText.unescaped(text.dropFirst(mark.length).trimmedOfWhitespace))
      prepareForBlock(downTo: count)
      open(.fenced(fence))
    case "<":
      guard text.has("<!--", at: text.startIndex) else { return false }
      let end = text.index(of: "-->", from: text.startIndex + 2)
      // A comment with words behind it is a part of their paragraph.
      if let end, !text[(end + 3)...].allSatisfy(\.isBlank) { return false }
      prepareForBlock(downTo: count)
      if let end {
        checkComment(from: text.startIndex, to: end)
        add(RawBlock(kind: .nothing, line: line, lastLine: line))
      } else {
        open(.comment(text.startIndex))
      }
    case "=" where inParagraph: return underline(text)
    case "-" where inParagraph && underline(text): return true
    case "-", "*", "_":
      guard Self.isThematicBreak(text) else { return false }
      prepareForBlock(downTo: count)
      add(RawBlock(kind: .thematicBreak, line: line, lastLine: line))
    default: return false
    }
    return true
  }

  /// Makes a heading of the open paragraph, if the line is one below it (CommonMark, section 4.3).
  private mutating func underline(_ text: ArraySlice<UInt8>) -> Bool {
    let marks = text.prefix { $0 == text.first }
    guard text[marks.endIndex...].allSatisfy(\.isBlank), let paragraph = leaf else { return false }
    let rest = definingReferences(in: paragraph.content)
    guard !rest.bytes.trimmedOfWhitespace.isEmpty else {
      leaf?.content = rest
      return false
    }
    leaf = nil
    let level = marks.first == "=" ? 1 : 2
    add(
      RawBlock(
        kind: .heading(level: level, rest.trimmedAtEnd), line: paragraph.line, lastLine: line))
    return true
  }

  /// Begins a table with the open paragraph's last line as its header, if the line says how its columns are aligned.
  private mutating func openTable() -> Bool {
    let text = bytes[cursor.indent.offset..<cursor.end]
    guard let paragraph = leaf, let alignments = Table.alignments(text) else { return false }
    let lines = paragraph.content.bytes.dropLast()
    let start = lines.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let offset = paragraph.content.offset(of: start)
    let header = Table.cells(in: bytes[offset..<(offset + lines.count - start)])
    guard header.count == alignments.count else { return false }
    if start > 0 {
      leaf?.content = paragraph.content.prefix(upTo: start)
      leaf?.lastLine = line - 2
      close(downTo: containers.count)
    }
    leaf = Leaf(kind: .table, line: line - 1, lastLine: line)
    leaf?.table = RawTable(alignments: alignments, header: header)
    return true
  }

  private static func heading(_ text: ArraySlice<UInt8>) -> (level: Int, Content)? {
    let level = text.prefix { $0 == "#" }.count
    var title = text.dropFirst(level)
    guard level <= 6, title.first?.isBlank != false else { return nil }
    title = title.trimmedOfWhitespace
    let closing = title.reversed().prefix { $0 == "#" }.count
    let words = title.dropLast(closing)
    if words.last?.isBlank != false { title = words.trimmedOfWhitespace }
    return (level, Content(title))
  }

  private static func isThematicBreak(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 == text.first || $0.isBlank } && text.count { $0 == text.first } >= 3
  }
}

extension LineCursor {
  /// Passes the mark of a quotation, if one comes next.
  mutating func passQuoteMark() -> Bool {
    let indent = indent
    var next = self
    guard indent.columns < 4, indent.offset < end else { return false }
    next.skipBlanks()
    guard next.byte == ">" else { return false }
    next.advance(bytes: 1)
    if next.byte?.isBlank == true { next.advance(columns: 1) }
    self = next
    return true
  }

  /// Reads the marker of an item.
  ///
  /// - Parameter inParagraph: Whether it would end a paragraph, which not every one may.
  /// - Returns: The marker that stands here, and the place behind it; `nil` if none does.
  func item(inParagraph: Bool) -> (marker: ListMarker, cursor: LineCursor)? {
    let indent = indent.columns
    var next = self
    next.skipBlanks()
    guard indent < 4, let first = next.byte else { return nil }
    var marker: ListMarker
    let length: Int
    switch first {
    case "-", "+", "*": (marker, length) = (ListMarker(sign: first), 1)
    case let digit where digit.isDigit:
      let digits = next.rest.prefix(10).prefix(while: \.isDigit)
      guard digits.count <= 9, let sign = next.rest.dropFirst(digits.count).first,
        sign == "." || sign == ")"
      else { return nil }
      marker = ListMarker(sign: sign, number: Int(digits.text))
      length = digits.count + 1
      guard !inParagraph || marker.number == 1 else { return nil }
    default: return nil
    }
    next.advance(bytes: length)
    guard next.byte?.isBlank != false, !(inParagraph && next.isBlank) else { return nil }
    let blanks = next.indent.columns
    // Five columns and more are one, and the indentation of code.
    let isOne = next.isBlank || blanks > 4
    next.advance(columns: isOne ? 1 : blanks)
    marker.width = indent + length + (isOne ? 1 : blanks)
    return (marker, next)
  }
}

extension CodeBlock.Mark {
  /// Reads the marks of an opening fence.
  init?(opening text: ArraySlice<UInt8>) {
    guard let sign = text.first else { return nil }
    let marks = text.prefix { $0 == sign }
    guard marks.count >= 3, sign == "~" || !text[marks.endIndex...].contains(sign) else {
      return nil
    }
    self.init(sign: sign == "~" ? "~" : "`", length: marks.count)
  }

  /// Whether a line is a fence that ends the block.
  func isClosed(by cursor: LineCursor) -> Bool {
    var cursor = cursor
    guard cursor.indent.columns < 4 else { return false }
    cursor.skipBlanks()
    let marks = cursor.rest.prefix { $0 == (sign == "~" ? "~" : "`") }
    return marks.count >= length && cursor.rest[marks.endIndex...].allSatisfy(\.isBlank)
  }
}
