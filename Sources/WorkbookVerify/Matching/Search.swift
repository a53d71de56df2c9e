/// Looks whether the lines that were printed are as the chapter's lines say, in their order.
///
/// What `[NAME]` stands for, and which lines `...` stands for, is tried until all lines fit. What was in vain is
/// kept, together with the names that it was about, so that it isn't tried again with other values for other
/// names.
struct Search {
  private let rows: [Row]
  private let lines: [ComparedLine]
  private var values: [[UInt8]?]
  private var effort: Effort
  /// The names that had values before.
  private let given: Set<Int>
  /// Where each row's line is; of `...`, where the next row's is.
  private var columns: [Int]
  private var choices: [Choice] = []
  private var failures: [Point: [Failures]] = [:]
  /// The lines by their text, once that is asked for.
  private var index: [LineText: [Int]]?

  /// What came of it.
  enum Outcome {
    /// All lines fit; with the line of each row, and what names stand for.
    case fits(columns: [Int], values: [[UInt8]?])
    case differs
    /// It would take more work than there may be.
    case undecided
  }

  init(_ rows: [Row], _ lines: [ComparedLine], values: [[UInt8]?], effort: Effort) {
    (self.rows, self.lines, self.values, self.effort) = (rows, lines, values, effort)
    given = Set(values.indices.filter { values[$0] != nil })
    columns = [Int](repeating: 0, count: rows.count)
    var bound = given
    binds = rows.map { row in
      let own = row.names.filter { !bound.contains($0) }
      bound.formUnion(own)
      return own
    }
    gaps = rows.indices.filter { rows[$0].isAnyLines }
  }

  /// The names that have their first value from each row.
  private let binds: [[Int]]
  /// The rows that are `...`.
  private let gaps: [Int]

  /// A row and a line beside each other.
  private struct Point: Hashable {
    let row: Int
    let column: Int
  }

  /// A row that fits in several ways, and what came of those that were tried.
  private struct Choice {
    let point: Point
    /// The names that the failures so far were about.
    var reason: Set<Int> = []
    /// Of a line with names, what they may stand for.
    var names: Assignments?
    /// Of `...`, which lines may come next behind its own.
    var places: Range<Int> = 0..<0
    /// Whether the first of them is as good as any.
    var takesFirst = false
  }

  mutating func outcome() -> Outcome {
    var point = Point(row: 0, column: 0)
    while true {
      guard !effort.isSpent else { return .undecided }
      if point.row == rows.count, point.column == lines.count {
        return .fits(columns: columns, values: values)
      }
      var failure = advance(&point)
      while let reason = failure {
        guard !choices.isEmpty else { return effort.isSpent ? .undecided : .differs }
        failure = retry(after: reason, &point)
      }
    }
  }

  /// Goes on from a point, by a row, or to a choice.
  ///
  /// - Returns: If nothing fits, the names whose values that was about.
  private mutating func advance(_ point: inout Point) -> Set<Int>? {
    let (row, column) = (point.row, point.column)
    guard row < rows.count else { return [] }
    if rows[row].isAnyLines {
      if let reason = knownFailure(at: point) { return reason }
      return beginGap(&point)
    }
    guard column < lines.count else { return [] }
    columns[row] = column
    if binds[row].isEmpty {
      guard fits(row, column) else { return Set(rows[row].names).subtracting(given) }
      point = Point(row: row + 1, column: column + 1)
      return nil
    }
    if let reason = knownFailure(at: point) { return reason }
    let names = Assignments(of: rows[row], in: lines[column], values: values)
    return begin(Choice(point: point, names: names), &point)
  }

  private mutating func fits(_ row: Int, _ column: Int) -> Bool {
    rows[row].match(lines[column], values: values, &effort) != nil
  }

  /// Tries the next way in which the last row that has several fits.
  ///
  /// - Parameters:
  ///   - failure: The names that the last try failed for, if there was one.
  ///   - point: Where to go on.
  /// - Returns: If nothing fits, the names whose values that was about.
  private mutating func retry(after failure: Set<Int>?, _ point: inout Point) -> Set<Int>? {
    let last = choices.count - 1
    let start = choices[last].point
    let own = binds[start.row]
    for name in own { values[name] = nil }
    if let failure {
      // What has nothing to do with these names fails with any other values for them, too.
      if choices[last].names != nil, failure.isDisjoint(with: own) {
        return giveUp(for: failure)
      }
      choices[last].reason.formUnion(failure.subtracting(own))
    }
    if choices[last].names != nil {
      guard let chosen = choices[last].names?.next(&effort) else {
        let others = rows[start.row].names.filter { !own.contains($0) && !given.contains($0) }
        // That a line doesn't fit at all is seen again as soon as it would be found among the failures.
        guard failure != nil else {
          choices.removeLast()
          return Set(others)
        }
        return giveUp(for: choices[last].reason.union(others))
      }
      for (name, value) in zip(own, chosen) { values[name] = value }
      point = Point(row: start.row + 1, column: start.column + 1)
    } else {
      guard let next = choices[last].places.popFirst(),
        !(choices[last].takesFirst && failure != nil)
      else { return giveUp(for: choices[last].reason) }
      effort.spend(1)
      columns[start.row] = next
      point = Point(row: start.row + 1, column: next)
    }
    return nil
  }

  private mutating func begin(_ choice: Choice, _ point: inout Point) -> Set<Int>? {
    choices.append(choice)
    return retry(after: nil, &point)
  }

  private mutating func giveUp(for reason: Set<Int>) -> Set<Int> {
    note(reason, at: choices.removeLast().point)
  }

  /// Chooses for how many lines a `...` stands.
  private mutating func beginGap(_ point: inout Point) -> Set<Int>? {
    let (row, column) = (point.row, point.column)
    let position = gaps.partitioningIndex { $0 > row }
    let following = gaps[position...]
    let last = lines.count - (rows.count - row - 1 - following.count)
    guard column <= last else { return note([], at: point) }
    guard let end = following.first else {
      return begin(Choice(point: point, places: last..<(last + 1), takesFirst: true), &point)
    }
    let segment = (row + 1)..<end
    guard segment.allSatisfy({ binds[$0].isEmpty }) else {
      return begin(Choice(point: point, places: column..<(last + 1)), &point)
    }
    // Where rows without new names fit first is as good as any other place: what follows them, `...`, makes
    // up for it.
    let names = Set(rows[segment].flatMap(\.names)).subtracting(given)
    guard let place = firstPlace(of: segment, in: column..<(last + 1)) else {
      return note(names, at: point)
    }
    return begin(
      Choice(point: point, reason: names, places: place..<(last + 1), takesFirst: true), &point)
  }

  /// Where rows whose names have values fit first.
  private mutating func firstPlace(of segment: Range<Int>, in columns: Range<Int>) -> Int? {
    // Of a row without `[..]`, the lines that are the same are known.
    if let row = segment.first(where: { !rows[$0].parts.contains(where: \.isAnything) }) {
      let text = LineText(
        rows[row].text(of: rows[row].parts.indices, values), hasEnd: rows[row].hasEnd)
      let same = places(of: text)
      let distance = row - segment.lowerBound
      var next = same.partitioningIndex { $0 >= columns.lowerBound + distance }
      while next < same.count, same[next] - distance < columns.upperBound {
        let place = same[next] - distance
        if segment.allSatisfy({ fits($0, place + $0 - segment.lowerBound) }) { return place }
        guard !effort.isSpent else { return nil }
        next += 1
      }
      return nil
    }
    return columns.first { place in
      effort.isSpent || segment.allSatisfy { fits($0, place + $0 - segment.lowerBound) }
    }
  }

  /// The lines of a text, in their order.
  private mutating func places(of text: LineText) -> [Int] {
    if index == nil {
      var index: [LineText: [Int]] = [:]
      for (column, line) in lines.enumerated() {
        effort.spend(line.bytes.count)
        index[LineText(line), default: []].append(column)
      }
      self.index = index
    }
    effort.spend(text.bytes.count)
    return index?[text] ?? []
  }

  // MARK: What was in vain

  /// Values for some names with which nothing fits from a point on.
  private struct Failures {
    var names: [Int]
    /// The values, and from which line on.
    var columns: [[[UInt8]?]: Int] = [:]
  }

  /// Where a failure is kept: what doesn't fit behind `...` doesn't fit further down either.
  private func key(of point: Point) -> Point {
    rows[point.row].isAnyLines ? Point(row: point.row, column: 0) : point
  }

  private mutating func note(_ reason: Set<Int>, at point: Point) -> Set<Int> {
    // Each takes room, too.
    effort.spend(400)
    let names = reason.sorted()
    let failed = names.map { values[$0] }
    let key = key(of: point)
    var known = failures[key] ?? []
    let index = known.firstIndex { $0.names == names } ?? known.count
    if index == known.count { known.append(Failures(names: names)) }
    known[index].columns[failed] = min(point.column, known[index].columns[failed] ?? point.column)
    failures[key] = known
    return reason
  }

  private func knownFailure(at point: Point) -> Set<Int>? {
    failures[key(of: point)]?.first { known in
      known.columns[known.names.map { values[$0] }].map { $0 <= point.column } ?? false
    }.map { Set($0.names) }
  }
}

extension Array {
  /// The first index whose element meets a condition that all elements behind it meet, too.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
