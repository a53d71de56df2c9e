import WorkbookModel

/// The lines of one step of an example, the chapter's and those that were printed.
struct ComparedStep {
  let expected: [LinePattern]
  let printed: [PrintedLine]
  let rule: LineRule
}

/// Finds what names stand for that several steps of an example have in common.
///
/// A name may fit in several ways in the step that has it first, and only one of them fits the later ones.
enum SharedNames {
  /// What names stand for if all steps fit whose order counts; nothing if they don't, or have no names in common.
  static func bindings(of steps: [ComparedStep]) -> Bindings {
    let steps = steps.filter(\.rule.isOrdered)
    guard haveNamesInCommon(steps) else { return [:] }
    var numbers: [String: Int] = [:]
    var rows: [Row] = []
    var lines: [ComparedLine] = []
    for step in steps {
      let columns = step.rule.hasColumns
      rows += step.expected.map { Row($0, columns: columns, names: &numbers) }
      lines += step.printed.map { ComparedLine($0, columns: columns) }
      // No line has a newline in it, so `...` can't reach into the next step: a later row would lack its line.
      rows.append(Row(LinePattern(#"\x0A"#), columns: false, names: &numbers))
      lines.append(ComparedLine(PrintedLine("\n"), columns: false))
    }
    let values = [[UInt8]?](repeating: nil, count: numbers.count)
    let size = lines.reduce(0) { $0 + $1.bytes.count + 8 } + 8 * rows.count
    var search = Search(rows, lines, values: values, effort: Effort(for: size))
    guard case .fits(_, let found) = search.outcome() else { return [:] }
    return numbers.compactMapValues { found[$0] }
  }

  private static func haveNamesInCommon(_ steps: [ComparedStep]) -> Bool {
    var known: Set<String> = []
    for step in steps {
      var own: Set<String> = []
      for case .named(let name) in step.expected.lazy.flatMap(\.parts) { own.insert(name) }
      if !known.isDisjoint(with: own) { return true }
      known.formUnion(own)
    }
    return false
  }
}
