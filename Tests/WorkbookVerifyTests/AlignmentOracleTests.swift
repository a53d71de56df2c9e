import Testing
import WorkbookModel

@testable import WorkbookVerify

/// The verdict on made-up lines beside that of trying everything.
@Suite struct AlignmentOracleTests {
  @Test(arguments: 0..<8) func `the verdict is that of trying everything`(seed: Int) {
    var random = RandomNumbers(seed: UInt64(seed) + 1)
    var fitting = 0
    for _ in 0..<400 {
      let isOrdered = seed % 2 == 0
      let expected = (0..<random.next(5)).map { _ in Self.pattern(&random) }
      let actual = (0..<random.next(5)).map { _ in Self.line(&random) }
      var bindings: Bindings = random.next(4) == 0 ? ["A": Array("a".utf8)] : [:]
      let oracle = Oracle(lines: actual.map { Array($0.utf8) })
      let patterns = expected.map { LinePattern($0) }
      let fits =
        isOrdered
        ? oracle.fits(patterns[...], from: 0, bindings)
        : oracle.fitsInAnyOrder(patterns, bindings)
      if fits { fitting += 1 }
      let alignment = Alignment(
        expected, actual, LineRule(isOrdered: isOrdered), bindings: &bindings)
      #expect(alignment.isPerfect == fits, "\(expected) \(actual) \(alignment.sketch)")
      #expect(!alignment.isUndecided)
      Self.check(alignment, expected, actual, isOrdered: isOrdered)
    }
    #expect(fitting > 20)
  }

  private static func pattern(_ random: inout RandomNumbers) -> String {
    let pieces = ["a", "b", "=", "[..]", "[A]", "[B]", "[A]"]
    if random.next(6) == 0 { return "..." }
    return (0..<(1 + random.next(3))).map { _ in pieces[random.next(pieces.count)] }.joined()
  }

  private static func line(_ random: inout RandomNumbers) -> String {
    let pieces = ["a", "b", "=", "a"]
    return (0..<(1 + random.next(4))).map { _ in pieces[random.next(pieces.count)] }.joined()
  }

  /// Each line is used once, those that are in order in their order.
  private static func check(
    _ alignment: Alignment, _ expected: [String], _ actual: [String], isOrdered: Bool
  ) {
    var rows: [Int] = []
    var columns: [Int] = []
    for step in alignment.steps {
      switch step {
      case .match(let row, let column, _):
        rows.append(row)
        columns.append(column)
      case .anyLines(let row, let range):
        rows.append(row)
        columns += range
      case .missing(let row): rows.append(row)
      case .extra(let column): columns.append(column)
      }
    }
    #expect(columns == Array(actual.indices))
    let wanted = expected.indices.filter { isOrdered || expected[$0] != "..." }
    #expect((isOrdered ? rows : rows.filter { expected[$0] != "..." }.sorted()) == wanted)
  }
}

/// Tries every text for every hole.
private struct Oracle {
  let lines: [[UInt8]]

  func fits(_ patterns: ArraySlice<LinePattern>, from column: Int, _ bindings: Bindings) -> Bool {
    guard let pattern = patterns.first else { return column == lines.count }
    if pattern.isAnyLines {
      return (column...lines.count).contains { fits(patterns.dropFirst(), from: $0, bindings) }
    }
    guard column < lines.count else { return false }
    return choices(pattern.parts[...], lines[column][...], bindings).contains {
      fits(patterns.dropFirst(), from: column + 1, $0)
    }
  }

  func fitsInAnyOrder(_ patterns: [LinePattern], _ bindings: Bindings) -> Bool {
    let wanting = patterns.filter { !$0.isAnyLines }
    guard
      wanting.count == lines.count || wanting.count < lines.count && wanting.count < patterns.count
    else { return false }
    return pair(wanting[...], Set(lines.indices), bindings)
  }

  private func pair(
    _ patterns: ArraySlice<LinePattern>, _ free: Set<Int>, _ bindings: Bindings
  ) -> Bool {
    guard let pattern = patterns.first else { return true }
    return free.contains { column in
      choices(pattern.parts[...], lines[column][...], bindings).contains {
        pair(patterns.dropFirst(), free.subtracting([column]), $0)
      }
    }
  }

  /// What names may stand for if the parts fit the text.
  private func choices(
    _ parts: ArraySlice<LinePattern.Part>, _ text: ArraySlice<UInt8>, _ bindings: Bindings
  ) -> [Bindings] {
    guard let part = parts.first else { return text.isEmpty ? [bindings] : [] }
    let rest = parts.dropFirst()
    switch part {
    case .literal(let bytes):
      return text.starts(with: bytes) ? choices(rest, text.dropFirst(bytes.count), bindings) : []
    case .anything:
      return (0...text.count).flatMap { choices(rest, text.dropFirst($0), bindings) }
    case .named(let name):
      return (0...text.count).dropFirst().flatMap { count -> [Bindings] in
        let value = Array(text.prefix(count))
        guard bindings[name] == nil || bindings[name] == value else { return [] }
        return choices(rest, text.dropFirst(count), bindings.merging([name: value]) { $1 })
      }
    }
  }
}
