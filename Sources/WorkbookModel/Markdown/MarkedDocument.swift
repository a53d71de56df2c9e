/// The lines of a document with marks, and the tables that have been found in it.
///
/// libcmark knows no tables, and leaves out text behind a comment. So the document is read until nothing of that is left
/// in it: lines of a table become headings, which end the text above them and begin nothing, and its cells become
/// paragraphs above the document, where the definitions of its links are known.
struct MarkedDocument {
  /// A table whose cells haven't been read yet.
  struct FoundTable {
    var alignments: [Table.Alignment?]
    /// The cells of the header and of each row, as numbers of paragraphs; `nil` for those without text.
    var rows: [[Int?]] = []
    /// The rows that have more cells than the header.
    var longRows: [Int] = []
    /// The line on which it begins.
    var line: Int

    /// The line of a row; that of the header is followed by one that says how columns are aligned.
    func line(ofRow row: Int) -> Int { row == 0 ? line : line + row + 1 }
    var lastLine: Int { line(ofRow: max(1, rows.count) - 1) }
  }

  /// How often the document is read again: a table may come to light where another one ends.
  private static let mostReadings = 100

  let writer: MarkWriter
  private(set) var lines: [[UInt8]]
  /// The labels of links that may be defined.
  let definitions: Set<String>
  /// The same, as they are written, by where their addresses stand.
  let definitionOffsets: [Int: String]
  private(set) var tables: [FoundTable] = []
  private var cells: [[UInt8]] = []
  /// The line of the table of each cell.
  private var cellLines: [Int] = []
  private var missingCells = 0
  private var isChanged = false

  init(_ bytes: [UInt8], lines: [Range<Int>]) {
    writer = MarkWriter()
    var marker = SourceMarker(bytes, writer: writer)
    self.lines = marker.read(lines)
    definitions = marker.definitions
    definitionOffsets = marker.definitionOffsets
  }

  /// How many paragraphs stand above the document in the text that libcmark reads; those that are found meanwhile come
  /// above it the next time.
  private(set) var cellCount = 0

  /// How many lines stand above those of the document.
  var linesAbove: Int { 2 * cellCount }

  /// Gives the tree of the document to a function.
  mutating func withTree<Value>(
    _ body: (MarkedDocument, CMarkNode) -> Value
  ) throws(CommonMark.TooDeep) -> Value {
    for reading in 1... {
      var changed = self
      changed.isChanged = false
      let result = CMarkNode.withDocument(text) { root -> Result<Value, CommonMark.TooDeep>? in
        if let line = root.line(below: CommonMark.deepest) {
          return .failure(CommonMark.TooDeep(line: self.line(line)))
        }
        changed.findChanges(in: root.children.dropFirst(cellCount), Containers())
        guard changed.isChanged else { return .success(body(self, root)) }
        // A hostile text has as many changes as lines, one behind the other.
        return reading < Self.mostReadings ? nil : .failure(CommonMark.TooDeep(line: 1))
      }
      if let result { return try result.get() }
      self = changed
      cellCount = cells.count
    }
    preconditionFailure("the last reading gives a result")
  }

  private var text: [UInt8] {
    var text: [UInt8] = []
    for cell in cells { text += cell + [UInt8(ascii: "\n"), UInt8(ascii: "\n")] }
    for line in lines { text += line + [UInt8(ascii: "\n")] }
    return text
  }

  /// The line of the document for one of the text that libcmark reads.
  func line(_ line: Int) -> Int {
    if line > linesAbove { return line - linesAbove }
    return cellLines.indices.contains((line - 1) / 2) ? cellLines[(line - 1) / 2] : 1
  }

  /// The last line of the text of a paragraph or a heading.
  func lastLine(of block: CMarkNode) -> Int {
    let (first, last) = (line(block.line), min(line(block.lastLine), lines.count))
    guard case .heading = block.kind, first < last else { return max(first, last) }
    // libcmark may count the line below a heading, too.
    let underline = ((first + 1)...last).first { line in
      let text = lines[line - 1].drop { $0 == ">" || $0.isBlank }.trimmedOfWhitespace
      return !text.isEmpty && text.allSatisfy { $0 == text.first && ($0 == "-" || $0 == "=") }
    }
    return underline.map { $0 - 1 } ?? first
  }

  // MARK: Finding what libcmark doesn't know

  private mutating func findChanges(in blocks: some Sequence<CMarkNode>, _ containers: Containers) {
    for block in blocks {
      switch block.kind {
      case .paragraph, .heading: findTable(in: block, containers)
      case .html: findTextBehindComment(block)
      case .quote: findChanges(in: block.children, containers.withQuote)
      case .list:
        for item in block.children {
          findChanges(
            in: item.children, containers.with(item: item, line: line(item.line), lines))
        }
      default: break
      }
    }
  }

  private mutating func findTable(in block: CMarkNode, _ containers: Containers) {
    let (first, last) = (line(block.line), lastLine(of: block))
    guard first < last, last <= lines.count else { return }
    for line in (first + 1)...last {
      // Few lines are like those below a header.
      guard lines[line - 1].last.map({ $0 == "-" || $0 == "|" || $0 == ":" || $0.isBlank }) == true,
        let rule = content(ofLine: line, containers),
        let alignments = Table.alignments(rule),
        let header = content(ofLine: line - 1, containers).map(Table.cells),
        header.count == alignments.count
      else { continue }
      addTable(at: line - 1, alignments, header, upTo: last, containers)
      return
    }
  }

  /// What a line has for a block, unless it is indented too far or has no marks of what contains the block.
  private func content(ofLine line: Int, _ containers: Containers) -> ArraySlice<UInt8>? {
    let text = lines[line - 1]
    guard let start = containers.start(of: text, line: line) else { return nil }
    return Containers.indentation(of: text, from: start) < 4 ? text[start...] : nil
  }

  private mutating func addTable(
    at line: Int, _ alignments: [Table.Alignment?], _ header: [[UInt8]], upTo last: Int,
    _ containers: Containers
  ) {
    isChanged = true
    var table = FoundTable(alignments: alignments, line: line)
    replace(line, writer.mark(.table, tables.count), containers)
    replace(line + 1, writer.mark(.row, line), containers)
    addRow(header, to: &table)
    var next = line + 2
    while next <= last, let row = content(ofLine: next, containers), isText(row) {
      addRow(Table.cells(in: row), to: &table)
      replace(next, writer.mark(.row, next), containers)
      next += 1
    }
    tables.append(table)
  }

  /// Whether a line begins no block, as far as it would end a table.
  private func isText(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == "|" { return true }
    return CMarkNode.withDocument(Array(line)) { root in
      guard let first = root.firstChild else { return true }
      if case .paragraph = first.kind { return true }
      return false
    }
  }

  private mutating func addRow(_ row: [[UInt8]], to table: inout FoundTable) {
    let columns = table.alignments.count
    var places: [Int?] = []
    if row.dropFirst(columns).contains(where: { !$0.isEmpty }) {
      table.longRows.append(table.rows.count)
    }
    for cell in row.prefix(columns) {
      places.append(cell.isEmpty ? nil : cells.count)
      guard !cell.isEmpty else { continue }
      cells.append(writer.mark(.cell, table.line) + [UInt8(ascii: " ")] + cell)
      cellLines.append(table.line)
    }
    missingCells += columns - places.count
    if missingCells <= Table.mostMissingCells {
      places += Array(repeating: nil, count: columns - places.count)
    }
    table.rows.append(places)
  }

  private mutating func replace(_ line: Int, _ mark: [UInt8], _ containers: Containers) {
    let start = containers.start(of: lines[line - 1], line: line) ?? 0
    lines[line - 1] = Array(lines[line - 1][..<start]) + Array("###### ".utf8) + mark
  }

  /// Ends a comment one line earlier, so that the text behind it is none of the comment's.
  private mutating func findTextBehindComment(_ block: CMarkNode) {
    let literal = block.literal
    let first = literal.prefix(while: \.isBlank).count
    guard literal.has("<!--", at: first), let end = literal.index(of: "-->", from: first + 2)
    else { return }
    let rest = literal[(end + 3)...].prefix { $0 != "\n" }.trimmedOfWhitespace
    let count = literal[..<end].count { $0 == "\n" }
    let line = self.line(block.line) + count
    guard !rest.isEmpty, count > 0, lines.indices.contains(line - 1) else { return }
    let start = literal[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let last = literal[start...].prefix { $0 != "\n" }
    let prefix = lines[line - 1].dropLast(min(last.count, lines[line - 1].count))
    isChanged = true
    lines[line - 1] = Array(prefix + rest)
    let above = literal[..<max(0, start - 1)].reversed().prefix { $0 != "\n" }
    lines[line - 2] =
      (above.allSatisfy(\.isBlank) ? Array(prefix) : lines[line - 2]) + Array("-->".utf8)
  }
}
