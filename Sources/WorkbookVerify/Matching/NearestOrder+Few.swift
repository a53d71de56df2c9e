extension NearestOrder {
  /// How many lines may be missing or extra for the fewest to be looked for.
  private static let mostDifferences = 1_000

  /// Aligns many lines, few of them different, without `...`, with as few missing and extra ones as can be (Myers).
  mutating func alignFew(_ rows: Range<Int>, _ columns: Range<Int>) -> [Alignment.Step] {
    // How far down each diagonal, `row - column`, one gets with so many differences.
    var reached: [[Int: Int]] = []
    for count in 0...Self.mostDifferences {
      var furthest: [Int: Int] = [:]
      for diagonal in stride(from: -count, through: count, by: 2) {
        let (above, left) = Self.origins(of: diagonal, reached.last, rows.count, columns.count)
        var i = max(above, left)
        var j = i - diagonal
        guard i >= 0 else { continue }
        while i < rows.count, j < columns.count,
          fits(rows.lowerBound + i, columns.lowerBound + j)
        {
          (i, j) = (i + 1, j + 1)
        }
        furthest[diagonal] = i
        if i == rows.count, j == columns.count {
          return Self.path(reached, count, rows, columns)
        }
      }
      reached.append(furthest)
      guard !effort.isSpent else { break }
    }
    return rows.map { .missing(expected: $0) } + columns.map { .extra(actual: $0) }
  }

  /// The way that led to the end, found from there.
  private static func path(
    _ reached: [[Int: Int]], _ count: Int, _ rows: Range<Int>, _ columns: Range<Int>
  ) -> [Alignment.Step] {
    var steps: [Alignment.Step] = []
    var (i, j) = (rows.count, columns.count)
    for count in (0...count).reversed() {
      let before = count > 0 ? reached[count - 1] : nil
      let (above, left) = Self.origins(of: i - j, before, rows.count, columns.count)
      let start = max(above, left)
      while i > start {
        (i, j) = (i - 1, j - 1)
        steps.append(
          .match(expected: rows.lowerBound + i, actual: columns.lowerBound + j, fills: []))
      }
      guard count > 0 else { break }
      if above >= left {
        i -= 1
        steps.append(.missing(expected: rows.lowerBound + i))
      } else {
        j -= 1
        steps.append(.extra(actual: columns.lowerBound + j))
      }
    }
    return steps.reversed()
  }

  /// Where one gets to on a diagonal with one difference more: by a missing line, and by an extra one; -1 if that
  /// can't be.
  private static func origins(
    of diagonal: Int, _ before: [Int: Int]?, _ rowCount: Int, _ columnCount: Int
  ) -> (above: Int, left: Int) {
    guard let before else { return (0, 0) }
    let above = before[diagonal - 1].map { $0 + 1 } ?? -1
    let left = before[diagonal + 1] ?? -1
    return (above <= rowCount ? above : -1, left - diagonal <= columnCount ? left : -1)
  }
}
