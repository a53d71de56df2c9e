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
    rows = lines.dropFirst(2).map { line in
      let cells = Self.cells(line).prefix(alignments.count).map(CommonMark.parseInlines)
      return cells + Array(repeating: [], count: alignments.count - cells.count)
    }
  }

  private static func alignments(_ line: Substring) -> [Alignment?]? {
    guard line.contains("|"), line.allSatisfy({ "|:- \t".contains($0) }) else { return nil }
    var alignments: [Alignment?] = []
    for cell in cells(line) {
      guard cell.wholeMatch(of: /:?-+:?/) != nil else { return nil }
      switch (cell.hasPrefix(":"), cell.hasSuffix(":")) {
      case (true, true): alignments.append(.center)
      case (true, false): alignments.append(.left)
      case (false, true): alignments.append(.right)
      case (false, false): alignments.append(nil)
      }
    }
    return alignments
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line {
      if character == "|" && isEscaped {
        cells[cells.count - 1].removeLast()
        cells[cells.count - 1].append(character)
      } else if character == "|" {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    // The bars at both ends belong to no cell.
    cells = cells.map(\.trimmed)
    if cells.first == "" { cells.removeFirst() }
    if cells.count > 1 && cells.last == "" { cells.removeLast() }
    return cells
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
