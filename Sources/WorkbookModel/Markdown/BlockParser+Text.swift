extension BlockParser {
  /// What a line is to the block of text that is open.
  enum Reading { case taken, goesOn, ended }

  /// Adds the line to a block of text, if it is one of it in any case.
  mutating func readIntoLeaf() -> Reading {
    switch leaf?.kind {
    case nil: return .ended
    case .paragraph, .table: return cursor.isBlank ? .ended : .goesOn
    case .fenced(let fence):
      if let leaf, fence.mark.isClosed(by: cursor) {
        self.leaf = nil
        let kind = codeBlock(fence, leaf.code, leaf.line, isClosed: true)
        add(RawBlock(kind: kind, line: leaf.line, lastLine: line))
        return .taken
      }
      cursor.advance(columns: min(fence.indent, cursor.indent.columns))
      addCode()
      return .taken
    case .indented:
      guard cursor.isBlank || cursor.indent.columns >= 4 else { return .ended }
      cursor.advance(columns: 4)
      addCode()
      return .taken
    case .comment(let offset):
      guard let end = cursor.rest.index(of: "-->", from: cursor.offset) else { return .taken }
      checkComment(from: offset, to: end)
      let first = leaf?.line ?? line
      leaf = nil
      add(RawBlock(kind: .nothing, line: first, lastLine: line))
      // What follows in the line is text, or whatever it is.
      cursor.begin(at: end + 3)
      return cursor.isBlank ? .taken : .ended
    }
  }

  /// Reports a comment in which another one begins: its own end was forgotten.
  mutating func checkComment(from start: Int, to end: Int) {
    guard bytes[..<end].index(of: "<!--", from: min(start + 4, end)) != nil else { return }
    issues.append(MarkdownIssue(.unclosedComment, offset: start))
  }

  mutating func addToParagraph() {
    cursor.skipBlanks()
    leaf?.content.append(bytes[cursor.offset..<min(cursor.end + 1, bytes.count)])
  }

  mutating func addCode() {
    leaf?.code += cursor.code
    leaf?.code.append(UInt8(ascii: "\n"))
  }

  mutating func addRow() {
    guard let columns = leaf?.table.alignments.count else { return }
    var row = Array(Table.cells(in: cursor.rest).prefix(columns))
    missingCells += columns - row.count
    if missingCells <= Table.mostMissingCells {
      row += Array(repeating: Content(), count: columns - row.count)
    }
    leaf?.table.rows.append(row)
  }

  /// Notes the definitions of links that a paragraph begins with.
  ///
  /// - Returns: What comes after them.
  mutating func definingReferences(in content: Content) -> Content {
    var start = 0
    while content.bytes.byte(at: start) == "[" {
      guard let definition = ReferenceDefinition(content.bytes, at: start) else { break }
      if definition.label.hasPrefix("^") {
        issues.append(MarkdownIssue(.footnote(definition.label), offset: content.offset(of: start)))
      } else {
        references.add(definition)
      }
      start = definition.end
    }
    return start == 0 ? content : content.suffix(from: start)
  }
}
