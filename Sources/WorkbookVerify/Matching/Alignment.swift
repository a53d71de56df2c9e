import WorkbookModel

/// What became of the lines of an output beside those of the chapter.
package struct Alignment: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    /// A line of the chapter stands for a line of the output.
    case match(expected: Int, actual: Int, fills: [HoleFill])
    /// The chapter's `...` stands for some lines of the output, perhaps for none.
    case anyLines(expected: Int, actual: Range<Int>)
    /// The output lacks a line of the chapter.
    case missing(expected: Int)
    /// The chapter lacks a line of the output.
    case extra(actual: Int)
  }

  /// In the order of the chapter's lines, and of the output's.
  package var steps: [Step]

  package var isPerfect: Bool {
    steps.allSatisfy { step in
      switch step {
      case .match, .anyLines: true
      case .missing, .extra: false
      }
    }
  }
}

extension Alignment {
  /// How many pairs of lines are weighed at most; beyond that, what differs is told less cleverly.
  private static let largestTable = 4_000_000

  /// Aligns with as few missing and extra lines as can be.
  ///
  /// - Parameters:
  ///   - expected: The chapter's lines.
  ///   - actual: The lines that were printed.
  ///   - bindings: What named holes have stood for so far in the example; those that this output fills
  ///     are added.
  init(expected: [String], actual: [String], bindings: inout [String: String]) {
    let patterns = expected.map(LinePattern.init)
    var head = 0
    while head < min(expected.count, actual.count), expected[head] == actual[head],
      expected[head] != "..."
    {
      head += 1
    }
    var tail = 0
    while tail < min(expected.count, actual.count) - head,
      expected[expected.count - 1 - tail] == actual[actual.count - 1 - tail],
      expected[expected.count - 1 - tail] != "..."
    {
      tail += 1
    }
    let inner = Self.align(
      patterns, head..<(expected.count - tail), actual, head..<(actual.count - tail), bindings)
    steps =
      (0..<head).map { .match(expected: $0, actual: $0, fills: []) } + inner
      + (0..<tail).reversed().map {
        .match(expected: expected.count - 1 - $0, actual: actual.count - 1 - $0, fills: [])
      }
    bind(patterns, actual, &bindings)
  }

  private static func align(
    _ patterns: [LinePattern], _ rows: Range<Int>, _ actual: [String], _ columns: Range<Int>,
    _ bindings: [String: String]
  ) -> [Step] {
    let width = columns.count + 1
    guard (rows.count + 1) * width <= largestTable else {
      return rows.map { .missing(expected: $0) } + columns.map { .extra(actual: $0) }
    }
    func isAnyLines(_ row: Int) -> Bool { patterns[row].text == "..." }
    func fits(_ row: Int, _ column: Int) -> Bool {
      patterns[row].match(actual[column], bindings: bindings) != nil
    }
    // cost[i, j]: how many lines differ at least from the i-th row and the j-th column on.
    var cost = [Int32](repeating: 0, count: (rows.count + 1) * width)
    for i in (0...rows.count).reversed() {
      for j in (0...columns.count).reversed() {
        guard i < rows.count || j < columns.count else { continue }
        var best = Int32.max
        if j < columns.count { best = min(best, cost[i * width + j + 1] + 1) }
        if i < rows.count {
          let row = rows.lowerBound + i
          if isAnyLines(row) {
            best = min(best, cost[(i + 1) * width + j])
            if j < columns.count { best = min(best, cost[i * width + j + 1]) }
          } else {
            best = min(best, cost[(i + 1) * width + j] + 1)
            if j < columns.count, fits(row, columns.lowerBound + j) {
              best = min(best, cost[(i + 1) * width + j + 1])
            }
          }
        }
        cost[i * width + j] = best
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < rows.count || j < columns.count {
      let here = cost[i * width + j]
      let (row, column) = (rows.lowerBound + i, columns.lowerBound + j)
      if i < rows.count, isAnyLines(row) {
        let start = column
        while j < columns.count, cost[(i + 1) * width + j] != here { j += 1 }
        steps.append(.anyLines(expected: row, actual: start..<(columns.lowerBound + j)))
        i += 1
      } else if i < rows.count, j < columns.count, cost[(i + 1) * width + j + 1] == here,
        let fills = patterns[row].match(actual[column], bindings: bindings)
      {
        steps.append(.match(expected: row, actual: column, fills: fills))
        (i, j) = (i + 1, j + 1)
      } else if i < rows.count, cost[(i + 1) * width + j] + 1 == here {
        steps.append(.missing(expected: row))
        i += 1
      } else {
        steps.append(.extra(actual: column))
        j += 1
      }
    }
    return steps
  }

  /// Gives names their values in the order of the lines; a line that needs another value for a name
  /// than an earlier one doesn't fit after all.
  private mutating func bind(
    _ patterns: [LinePattern], _ actual: [String], _ bindings: inout [String: String]
  ) {
    steps = steps.flatMap { step -> [Step] in
      guard case .match(let row, let column, let fills) = step, !fills.isEmpty else {
        return [step]
      }
      guard let fills = patterns[row].match(actual[column], bindings: bindings) else {
        return [.missing(expected: row), .extra(actual: column)]
      }
      for fill in fills {
        if let name = fill.name { bindings[name] = fill.value }
      }
      return [.match(expected: row, actual: column, fills: fills)]
    }
  }

  /// Pairs lines whatever their order: those that are equal first, then those that fit.
  init(unordered expected: [String], actual: [String], bindings: inout [String: String]) {
    var partners: [Int: (row: Int, fills: [HoleFill])] = [:]
    var unmatched: [Int] = []
    let anyLines = expected.firstIndex(of: "...")
    let patterns = expected.map(LinePattern.init)
    for row in expected.indices.sorted(by: { !patterns[$0].hasHoles && patterns[$1].hasHoles })
    where expected[row] != "..." {
      var isMatched = false
      for column in actual.indices where partners[column] == nil {
        guard let fills = patterns[row].match(actual[column], bindings: bindings) else { continue }
        for fill in fills {
          if let name = fill.name { bindings[name] = fill.value }
        }
        partners[column] = (row, fills)
        isMatched = true
        break
      }
      if !isMatched { unmatched.append(row) }
    }
    steps = actual.indices.map { column in
      if let (row, fills) = partners[column] {
        .match(expected: row, actual: column, fills: fills)
      } else if let anyLines {
        .anyLines(expected: anyLines, actual: column..<(column + 1))
      } else {
        .extra(actual: column)
      }
    }
    steps += unmatched.sorted().map { .missing(expected: $0) }
  }
}
