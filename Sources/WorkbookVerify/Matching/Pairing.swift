/// Pairs lines of a chapter with lines that were printed, whatever their order.
struct Pairing {
  private let rows: [Row]
  private let lines: [ComparedLine]
  private(set) var values: [[UInt8]?]
  private var effort: Effort
  /// The rows that each want a line: all but `...`.
  private let wanting: [Int]
  /// Whether lines may be left over.
  private let leavesLines: Bool

  /// What came of it.
  enum Outcome {
    /// Each row has a line, and each line a row, unless `...` takes it.
    case fits([Int: Int])
    case differs
    /// It would take more work than there may be.
    case undecided
  }

  init(_ table: LineTable, effort: Effort) {
    (rows, lines, values, self.effort) = (table.rows, table.lines, table.values, effort)
    wanting = rows.indices.filter { !table.rows[$0].isAnyLines }
    leavesLines = wanting.count < rows.count
  }

  /// Pairs as many lines as there may be; ``values`` has what names stand for then.
  mutating func outcome() -> Outcome {
    guard wanting.count <= lines.count, leavesLines || wanting.count == lines.count else {
      return .differs
    }
    let partners = complete(depth: 0)
    if let partners { return .fits(partners) }
    return effort.isSpent ? .undecided : .differs
  }

  /// Pairs most lines, without trying more than one value for each name.
  mutating func nearest() -> [Int: Int] {
    effort = Effort(units: 10_000_000)
    for row in wanting where !isGround(row) {
      for line in lines {
        var names = Assignments(of: rows[row], in: line, values: values)
        guard let chosen = names.next(&effort) else { continue }
        for (name, value) in zip(names.names, chosen) { values[name] = value }
        break
      }
    }
    return partners(of: wanting.filter(isGround))
  }

  /// How many names are tried at most, one inside the other.
  private static let mostNames = 200

  /// Tries what names may stand for, beginning with the row that fits in the fewest ways.
  private mutating func complete(depth: Int) -> [Int: Int]? {
    let ground = wanting.filter(isGround)
    let partners = partners(of: ground)
    guard partners.count == ground.count else { return nil }
    guard ground.count < wanting.count else { return partners }
    guard depth < Self.mostNames else {
      effort = Effort(units: 0)
      return nil
    }
    var fewest: (names: [Int], choices: [[[UInt8]]])?
    for row in wanting where !isGround(row) {
      let (names, choices) = choices(of: row, fewerThan: fewest?.choices.count ?? .max)
      guard !effort.isSpent, !choices.isEmpty else { return nil }
      if choices.count < fewest?.choices.count ?? .max { fewest = (names, choices) }
    }
    guard let (names, choices) = fewest else { return nil }
    for chosen in choices {
      for (name, value) in zip(names, chosen) { values[name] = value }
      if let partners = complete(depth: depth + 1) { return partners }
      for name in names { values[name] = nil }
      guard !effort.isSpent else { return nil }
    }
    return nil
  }

  private func isGround(_ row: Int) -> Bool { rows[row].names.allSatisfy { values[$0] != nil } }

  /// What the names of a row may stand for, in whichever line; as many as the bound if there are more.
  private mutating func choices(
    of row: Int, fewerThan bound: Int
  ) -> (names: [Int], choices: [[[UInt8]]]) {
    var own: [Int] = []
    var choices: [[[UInt8]]] = []
    var known: Set<[[UInt8]]> = []
    for line in lines {
      var assignments = Assignments(of: rows[row], in: line, values: values)
      own = assignments.names
      while choices.count < bound, let chosen = assignments.next(&effort) {
        if known.insert(chosen).inserted { choices.append(chosen) }
      }
    }
    return (own, choices)
  }

  // MARK: Matching

  /// A partner for as many rows as there can be, all of whose names have values.
  private mutating func partners(of ground: [Int]) -> [Int: Int] {
    var partners: [Int: Int] = [:]
    var isTaken = [Bool](repeating: false, count: lines.count)
    // A row without holes takes any line that is the same: they are alike to all others.
    var same: [LineText: [Int]] = [:]
    for column in lines.indices.reversed() {
      same[LineText(lines[column]), default: []].append(column)
    }
    var open: [Int] = []
    for row in ground {
      if rows[row].parts.contains(where: \.isAnything) {
        open.append(row)
        continue
      }
      let bytes = rows[row].text(of: rows[row].parts.indices, values)
      if let column = same[LineText(bytes, hasEnd: rows[row].hasEnd)]?.popLast() {
        partners[row] = column
        isTaken[column] = true
      }
    }
    var matching = BipartiteMatching(columns: lines.indices.filter { !isTaken[$0] })
    for row in open {
      guard !effort.isSpent else { break }
      matching.add(row) { row, column in
        rows[row].match(lines[column], values: values, &effort) != nil
      }
    }
    return partners.merging(matching.partners) { first, _ in first }
  }
}
