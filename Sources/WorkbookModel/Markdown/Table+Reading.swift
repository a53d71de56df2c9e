extension Table {
  /// How many cells may be left out in a document: with many columns and many short rows, there could be millions of
  /// them in a small file.
  static let mostMissingCells = 100_000

  /// Reads the line below a table's header, which says how its columns are aligned; `nil` if it is something else.
  static func alignments(_ line: ArraySlice<UInt8>) -> [Alignment?]? {
    // Dashes alone are below a heading, or below a definition.
    guard line.allSatisfy({ $0 == "|" || $0 == ":" || $0 == "-" || $0.isBlank }),
      line.contains(where: { $0 == "|" || $0 == ":" })
    else { return nil }
    var alignments: [Alignment?] = []
    for cell in cells(in: line) {
      var marks = cell[...]
      let isLeft = marks.first == ":"
      if isLeft { marks.removeFirst() }
      let isRight = marks.last == ":"
      if isRight { marks.removeLast() }
      guard !marks.isEmpty, marks.allSatisfy({ $0 == "-" }) else { return nil }
      switch (isLeft, isRight) {
      case (true, true): alignments.append(.center)
      case (true, false): alignments.append(.left)
      case (false, true): alignments.append(.right)
      case (false, false): alignments.append(nil)
      }
    }
    return alignments.isEmpty ? nil : alignments
  }

  /// Cuts a line into cells, at each `|` without a backslash, also within code (GFM, section 4.10).
  ///
  /// In the text of a cell, a bar needs no backslash any more.
  static func cells(in line: ArraySlice<UInt8>) -> [[UInt8]] {
    let line = line.trimmedOfWhitespace
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var index = line.first == "|" ? line.startIndex + 1 : line.startIndex
    while index < line.endIndex {
      if line[index] == "\\", line.byte(at: index + 1) == "|" {
        // Whatever stands before the backslash.
        cell.append(UInt8(ascii: "|"))
        index += 1
      } else if line[index] == "|" {
        cells.append(Array(cell.trimmedOfWhitespace))
        cell = []
      } else {
        cell.append(line[index])
      }
      index += 1
    }
    // The bar at the end begins no cell.
    if !cell.isEmpty { cells.append(Array(cell.trimmedOfWhitespace)) }
    return cells
  }
}
