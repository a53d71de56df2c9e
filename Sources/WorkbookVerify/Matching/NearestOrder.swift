/// Says how lines that don't fit stand beside each other, with few missing and extra ones.
struct NearestOrder {
  let table: LineTable
  /// The rows with `[..]` in the place of names that have no value yet.
  let rows: [Row]
  var effort = Effort(units: 500_000_000)

  /// The steps for lines that are known not to fit, or can't be found to fit in time.
  ///
  /// - Parameter table: The lines; names get the values that they have first.
  /// - Returns: The steps, in the order of the lines.
  static func steps(_ table: inout LineTable) -> [Alignment.Step] {
    var nearest = NearestOrder(table)
    let pairs = nearest.align(table.rows.indices, table.lines.indices)
    var effort = table.effort
    return pairs.flatMap { pair -> [Alignment.Step] in
      guard case .match(let row, let column, _) = pair else { return [pair] }
      return bind(row, column, &table, &effort)
    }
  }

  private init(_ table: LineTable) {
    self.table = table
    rows = table.rows.map { row in row.loosened { table.values[$0] == nil } }
  }

  /// Gives names their values; a line that needs another value for a name than an earlier one doesn't fit after
  /// all.
  private static func bind(
    _ row: Int, _ column: Int, _ table: inout LineTable, _ effort: inout Effort
  ) -> [Alignment.Step] {
    let differs: [Alignment.Step] = [.missing(expected: row), .extra(actual: column)]
    if table.rows[row].names.contains(where: { table.values[$0] == nil }) {
      var names = Assignments(of: table.rows[row], in: table.lines[column], values: table.values)
      guard let chosen = names.next(&effort) else { return differs }
      for (name, value) in zip(names.names, chosen) { table.values[name] = value }
    }
    guard let fills = table.fills(row, column) else { return differs }
    return [.match(expected: row, actual: column, fills: fills)]
  }

  mutating func fits(_ row: Int, _ column: Int) -> Bool {
    // Lines that there is no time to compare are shown as if they differed.
    !rows[row].isAnyLines && !effort.isSpent
      && rows[row].match(table.lines[column], values: table.values, &effort) != nil
  }

  /// How many pairs of lines are weighed at most.
  private static let largestTable = 4_000_000

  private mutating func align(_ rows: Range<Int>, _ columns: Range<Int>) -> [Alignment.Step] {
    var (head, tail) = (0, 0)
    let shorter = min(rows.count, columns.count)
    while head < shorter, fits(rows.lowerBound + head, columns.lowerBound + head) { head += 1 }
    while tail < shorter - head, fits(rows.upperBound - 1 - tail, columns.upperBound - 1 - tail) {
      tail += 1
    }
    let inner = alignDifferent(
      rows.dropFirst(head).dropLast(tail), columns.dropFirst(head).dropLast(tail))
    return Self.matches(rows.prefix(head), columns.prefix(head)) + inner
      + Self.matches(rows.suffix(tail), columns.suffix(tail))
  }

  private static func matches(_ rows: Range<Int>, _ columns: Range<Int>) -> [Alignment.Step] {
    zip(rows, columns).map { .match(expected: $0, actual: $1, fills: []) }
  }

  /// Aligns what neither begins nor ends with lines that fit each other.
  private mutating func alignDifferent(
    _ rows: Range<Int>, _ columns: Range<Int>
  ) -> [Alignment.Step] {
    if (rows.count + 1) * (columns.count + 1) <= Self.largestTable {
      return alignAll(rows, columns)
    }
    let anchors = anchors(rows, columns)
    guard anchors.isEmpty else {
      var steps: [Alignment.Step] = []
      var (row, column) = (rows.lowerBound, columns.lowerBound)
      for anchor in anchors {
        steps += align(row..<anchor.row, column..<anchor.column)
        steps.append(.match(expected: anchor.row, actual: anchor.column, fills: []))
        (row, column) = (anchor.row + 1, anchor.column + 1)
      }
      return steps + align(row..<rows.upperBound, column..<columns.upperBound)
    }
    guard let gap = rows.first(where: { self.rows[$0].isAnyLines }) else {
      return alignFew(rows, columns)
    }
    // Rows before `...` stand at the beginning, those behind the last `...` at the end.
    let last = rows.last { self.rows[$0].isAnyLines } ?? gap
    let before = min(columns.count, gap - rows.lowerBound)
    let behind = min(columns.count - before, rows.upperBound - 1 - last)
    var steps = alignFew(rows.lowerBound..<gap, columns.prefix(before))
    steps.append(.anyLines(expected: gap, actual: columns.dropFirst(before).dropLast(behind)))
    let end = columns.upperBound - behind
    for row in (gap + 1)..<(last + 1) {
      steps.append(
        self.rows[row].isAnyLines
          ? .anyLines(expected: row, actual: end..<end) : .missing(expected: row))
    }
    return steps + alignFew((last + 1)..<rows.upperBound, columns.suffix(behind))
  }
}

extension Row {
  /// The row with `[..]` in the place of some names.
  func loosened(_ isLoose: (Int) -> Bool) -> Row {
    var row = self
    row.parts = parts.map { part in
      if case .named(let name) = part, isLoose(name) { .anything } else { part }
    }
    return row
  }
}
