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
  /// Whether it would take too much work to know whether the lines fit; the steps show one way in which they don't.
  package var isUndecided = false

  package var isPerfect: Bool {
    steps.allSatisfy { step in
      switch step {
      case .match, .anyLines: true
      case .missing, .extra: false
      }
    }
  }
}

/// How lines are compared.
struct LineRule: Hashable {
  /// Whether their order counts.
  var isOrdered = true
  /// Whether runs of blanks are all alike, and those at the ends of lines don't count.
  var hasColumns = false
}

extension Alignment {
  /// Finds out whether the lines fit, and if they don't, where.
  ///
  /// Lines fit if what named holes stand for can be chosen so that each of the chapter's lines has a line that was
  /// printed, and the other way round. Otherwise few lines are missing or extra.
  ///
  /// - Parameters:
  ///   - expected: The chapter's lines.
  ///   - actual: The lines that were printed.
  ///   - rule: How they are compared.
  ///   - bindings: What named holes have stood for so far in the example; those that this output fills
  ///     are added.
  ///   - effort: How much work may be done; otherwise as much as their size is worth.
  init(
    expected: [LinePattern], actual: [PrintedLine], rule: LineRule = LineRule(),
    bindings: inout Bindings, effort: Effort? = nil
  ) {
    var table = LineTable(expected, actual, columns: rule.hasColumns, bindings)
    self =
      rule.isOrdered
      ? Self.ordered(&table, effort ?? table.effort)
      : Self.unordered(&table, effort ?? table.effortInAnyOrder)
    // What a line fills that fits only by itself says nothing about others.
    if isPerfect { table.add(to: &bindings) } else { addFills(to: &bindings, table) }
  }

  private func addFills(to bindings: inout Bindings, _ table: LineTable) {
    var filled: Set<String> = []
    for case .match(_, _, let fills) in steps { filled.formUnion(fills.compactMap(\.name)) }
    for (name, value) in zip(table.names, table.values)
    where filled.contains(name) && bindings[name] == nil { bindings[name] = value }
  }

  private static func ordered(_ table: inout LineTable, _ effort: Effort) -> Alignment {
    var search = Search(table.rows, table.lines, values: table.values, effort: effort)
    switch search.outcome() {
    case .fits(let columns, let values):
      table.values = values
      return Alignment(steps: steps(table, columns))
    case .differs:
      return Alignment(steps: NearestOrder.steps(&table))
    case .undecided:
      let nearest = Alignment(steps: NearestOrder.steps(&table))
      return Alignment(steps: nearest.steps, isUndecided: !nearest.isPerfect)
    }
  }

  private static func steps(_ table: LineTable, _ columns: [Int]) -> [Step] {
    var next = 0
    return table.rows.indices.map { row in
      defer { next = table.rows[row].isAnyLines ? columns[row] : next + 1 }
      return table.rows[row].isAnyLines
        ? .anyLines(expected: row, actual: next..<columns[row])
        : .match(expected: row, actual: next, fills: table.fills(row, next) ?? [])
    }
  }

  private static func unordered(_ table: inout LineTable, _ effort: Effort) -> Alignment {
    var pairing = Pairing(table, effort: effort)
    var isUndecided = false
    var partners: [Int: Int]
    switch pairing.outcome() {
    case .fits(let found): partners = found
    case .differs: partners = pairing.nearest()
    case .undecided:
      partners = pairing.nearest()
      isUndecided = true
    }
    table.values = pairing.values
    let rows = Dictionary(uniqueKeysWithValues: partners.map { ($1, $0) })
    let anyLines = table.rows.firstIndex(where: \.isAnyLines)
    let paired = table.lines.indices.map { column -> Step in
      if let row = rows[column] {
        .match(expected: row, actual: column, fills: table.fills(row, column) ?? [])
      } else if let anyLines {
        .anyLines(expected: anyLines, actual: column..<(column + 1))
      } else {
        .extra(actual: column)
      }
    }
    let missing = table.rows.indices.filter { row in
      !table.rows[row].isAnyLines && partners[row] == nil
    }
    let alignment = Alignment(steps: paired + missing.map { .missing(expected: $0) })
    return Alignment(
      steps: alignment.steps, isUndecided: isUndecided && !alignment.isPerfect)
  }
}
