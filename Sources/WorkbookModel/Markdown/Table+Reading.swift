import WorkbookSupport

extension Table {
  /// Reads a paragraph as a table, if its second line says that it is one.
  ///
  /// Cells are split before anything else is read, at each `|` without a backslash, also within code,
  /// as GFM's section 4.10 has it.
  init?(lines: [Substring]) {
    guard lines.count >= 2, let alignments = Self.alignments(lines[1]) else { return nil }
    let header = Self.cells(lines[0])
    guard header.count == alignments.count else { return nil }
    self.alignments = alignments
    self.header = header.map(CommonMark.parseInlines)
    let rows = lines.dropFirst(2).map { Self.cells($0).prefix(alignments.count) }
    let missing = rows.reduce(0) { $0 + alignments.count - $1.count }
    guard missing <= Self.mostMissingCells else { return nil }
    self.rows = rows.map { row in
      row.map(CommonMark.parseInlines) + Array(repeating: [], count: alignments.count - row.count)
    }
  }

  /// How many cells may be left out: with many columns and many short rows, there could be millions in a small file.
  private static let mostMissingCells = 100_000

  private static func alignments(_ line: Substring) -> [Alignment?]? {
    // Nearly all second lines of paragraphs are found out by their first byte.
    guard line.utf8.allSatisfy({ "|:- \t".utf8.contains($0) }), line.utf8.contains(bar)
    else { return nil }
    var alignments: [Alignment?] = []
    for cell in cells(line) {
      let line = cell.drop { $0 == ":" }.prefix { $0 == "-" }
      guard !line.isEmpty, cell.utf8.count - line.utf8.count <= 2,
        cell == "\(cell.hasPrefix(":") ? ":" : "")\(line)\(cell.hasSuffix(":") ? ":" : "")"
      else { return nil }
      switch (cell.hasPrefix(":"), cell.hasSuffix(":")) {
      case (true, true): alignments.append(.center)
      case (true, false): alignments.append(.left)
      case (false, true): alignments.append(.right)
      case (false, false): alignments.append(nil)
      }
    }
    return alignments
  }

  private static let bar = UInt8(ascii: "|")

  private static func cells(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isEscaped = false
    for byte in line.utf8 {
      if byte == bar && isEscaped {
        cell[cell.count - 1] = byte
      } else if byte == bar {
        cells.append(String(decoding: cell, as: UTF8.self).trimmed)
        cell.removeAll(keepingCapacity: true)
      } else {
        cell.append(byte)
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    cells.append(String(decoding: cell, as: UTF8.self).trimmed)
    // The bars at both ends belong to no cell.
    if cells.first == "" { cells.removeFirst() }
    if cells.count > 1 && cells.last == "" { cells.removeLast() }
    return cells
  }
}
