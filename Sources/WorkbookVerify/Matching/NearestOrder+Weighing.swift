extension NearestOrder {
  /// Aligns with as few missing and extra lines as can be.
  mutating func alignAll(_ rows: Range<Int>, _ columns: Range<Int>) -> [Alignment.Step] {
    let width = columns.count + 1
    // cost[i, j]: how many lines differ at least from the i-th row and the j-th column on.
    var cost = [Int32](repeating: 0, count: (rows.count + 1) * width)
    var isFitting = [Bool](repeating: false, count: cost.count)
    for i in (0...rows.count).reversed() {
      for j in (0...columns.count).reversed() where i < rows.count || j < columns.count {
        var best = Int32.max
        let here = i * width + j
        if j < columns.count { best = min(best, cost[here + 1] + 1) }
        if i < rows.count {
          if self.rows[rows.lowerBound + i].isAnyLines {
            best = min(best, cost[here + width])
            if j < columns.count { best = min(best, cost[here + 1]) }
          } else {
            best = min(best, cost[here + width] + 1)
            if j < columns.count, fits(rows.lowerBound + i, columns.lowerBound + j) {
              isFitting[here] = true
              best = min(best, cost[here + width + 1])
            }
          }
        }
        cost[here] = best
      }
    }
    var steps: [Alignment.Step] = []
    var (i, j) = (0, 0)
    while i < rows.count || j < columns.count {
      let here = i * width + j
      let (row, column) = (rows.lowerBound + i, columns.lowerBound + j)
      if i < rows.count, self.rows[row].isAnyLines {
        let start = column
        while j < columns.count, cost[(i + 1) * width + j] != cost[here] { j += 1 }
        steps.append(.anyLines(expected: row, actual: start..<(columns.lowerBound + j)))
        i += 1
      } else if isFitting[here], cost[here + width + 1] == cost[here] {
        steps.append(.match(expected: row, actual: column, fills: []))
        (i, j) = (i + 1, j + 1)
      } else if i < rows.count, cost[here + width] + 1 == cost[here] {
        steps.append(.missing(expected: row))
        i += 1
      } else {
        steps.append(.extra(actual: column))
        j += 1
      }
    }
    return steps
  }
}
