import Testing
import WorkbookModel

@testable import WorkbookVerify

/// Long outputs, and chapters for which trying everything would never end.
@Suite struct LargeOutputTests {
  private func align(
    _ expected: [String], _ actual: [String], _ rule: LineRule = LineRule(), effort: Effort? = nil
  ) -> Alignment {
    var bindings: Bindings = [:]
    return Alignment(expected, actual, rule, bindings: &bindings, effort: effort)
  }

  private func numbers(_ range: ClosedRange<Int>) -> [String] { range.map { "\($0)" } }

  @Test func `many lines fit`() {
    let lines = numbers(1...100_000)
    #expect(align(lines, lines).isPerfect)
    #expect(align(["[..]", "2", "3", "[..]", "..."], lines).isPerfect)
    #expect(align(["[..]", "...", "[A]", "99999", "[B]"], lines).isPerfect)
    #expect(align(lines, Array(lines.reversed()), LineRule(isOrdered: false)).isPerfect)
    #expect(align(["..."] + lines + ["..."], lines).isPerfect)
  }

  @Test func `of many lines those are told that differ`() {
    let lines = numbers(1...20_000)
    var changed = lines
    changed[9_999] = "another"
    changed.remove(at: 15_000)
    changed.insert("more", at: 5_000)
    let alignment = align(lines, changed)
    #expect(alignment.differences == ["+5000", "-9999", "+10000", "-15000"])
    // Without any that stand there just once.
    let holes = lines.map { _ in "[..] ms" }
    let printed = changed.map { $0 == "another" || $0 == "more" ? $0 : "\($0) ms" }
    #expect(align(holes, printed).differences.count == 4)
    // With lines between that may be any.
    let some = Array(lines[..<3_000]) + ["..."] + Array(lines[6_000...])
    #expect(align(some, changed).differences == ["-7000", "+10000", "-12001"])
    #expect(!align(lines, lines.map { $0 + "!" }).isPerfect)
  }

  /// Names that are independent of each other don't multiply.
  @Test func `many names that have nothing to do with each other are found`() {
    let names = (0..<60).map { "N\($0)" }
    let expected = names.map { "[..] [\($0)] [..]" } + names.map { "is [\($0)]" }
    let first = names.indices.map { "a b\($0) c d e" }
    let second = names.indices.map { ["is c", "is d", "is b\($0)"][$0 % 3] }
    #expect(align(expected, first + second).isPerfect)
    #expect(!align(expected, first + second.dropLast() + ["is nothing"]).isPerfect)
    #expect(!align(expected, first + second.dropLast() + ["is nothing"]).isUndecided)
  }

  @Test func `lines with holes in any order are paired, or one is left over`() {
    let expected = (0..<300).map { $0 % 2 == 0 ? "[..] ms" : "\($0 % 10)[..]" }
    let lines = (0..<300).map { "\($0 % 10)\($0) ms" }
    #expect(align(expected, lines, LineRule(isOrdered: false)).isPerfect)
    let other = align(expected, lines.dropLast() + ["nothing"], LineRule(isOrdered: false))
    #expect(other.differences.count == 2)
    #expect(!other.isUndecided)
  }

  @Test func `a name that only the last of many lines fits is found`() {
    let lines = (0..<10_000).map { "x \($0)" } + ["y 9999"]
    #expect(align(["...", "x [A]", "...", "y [A]"], lines).isPerfect)
    #expect(align(["...", "x [A]", "...", "y [A]", "..."], lines).isPerfect)
    #expect(!align(["...", "x [A]", "...", "y [A]", "z", "..."], lines).isUndecided)
  }

  @Test func `a hard case ends undecided, and never with a wrong verdict`() {
    let names = ["A", "B", "C", "D", "E", "F"].map { "[\($0)]" }
    let expected = [names.joined(), names.reversed().joined() + "!"]
    let text = String(repeating: "ab", count: 40)
    for isOrdered in [true, false] {
      let alignment = align(
        expected, [text, text], LineRule(isOrdered: isOrdered), effort: Effort(units: 400_000))
      #expect(alignment.isUndecided)
      #expect(!alignment.isPerfect)
    }
  }

  @Test func `a hole between any lines is found at once`() {
    let expected = (0..<200).flatMap { _ in ["...", "x[..]"] } + ["..."]
    let lines = (0..<3_000).map { $0 % 7 == 0 ? "x\($0)" : "\($0)" }
    #expect(align(expected, lines).isPerfect)
    #expect(!align(expected + ["nothing"], lines).isUndecided)
  }
}

extension Alignment {
  fileprivate var differences: [String] {
    sketch.split(separator: " ").map(String.init).filter { $0.hasPrefix("-") || $0.hasPrefix("+") }
  }
}
