import Testing

@testable import WorkbookVerify

@Suite struct LinePatternTests {
  @Test(arguments: [
    ("plain", "plain", []), ("took [..] ms", "took 12 ms", ["12"]), ("[..]", "", [""]),
    ("[..]", "[..]", []), ("pid [PID]", "pid 7", ["7"]), ("[A]-[A]", "7-7", ["7", "7"]),
    ("[A][B]", "abc", ["a", "bc"]), ("a[..]a[..]", "aXaYa", ["X", "Ya"]),
    ("[3]", "[3]", []), ("[x]", "[x]", []), ("x [..] y [..] z", "x 1 y 2 y 3 z", ["1", "2 y 3"]),
  ])
  func `a line fits`(pattern: String, line: String, fills: [String]) {
    #expect(LinePattern(pattern).match(line, bindings: [:])?.map(\.value) == fills)
  }

  @Test(arguments: [
    ("plain", "Plain"), ("took [..] ms", "took 12 s"), ("[A]-[A]", "7-8"), ("pid [PID]", "pid "),
    ("[x]", "7"), ("[..]a", "b"), ("a", "a "),
  ])
  func `a line doesn't fit`(pattern: String, line: String) {
    #expect(LinePattern(pattern).match(line, bindings: [:]) == nil)
  }

  @Test func `a name stands for what it stood for before`() {
    #expect(LinePattern("pid [PID]").match("pid 7", bindings: ["PID": "7"])?.count == 1)
    #expect(LinePattern("pid [PID]").match("pid 8", bindings: ["PID": "7"]) == nil)
  }

  @Test func `a hole tells where it is`() {
    let fills = LinePattern("took [..] ms").match("took 12 ms", bindings: [:])
    #expect(fills?.first?.range == 5..<7)
    #expect(fills?.first?.name == nil)
  }

  @Test(.timeLimit(.minutes(10))) func `a hostile pattern ends`() {
    let pattern = String(repeating: "[..]a", count: 30) + "b"
    #expect(
      LinePattern(pattern).match(String(repeating: "a", count: 200), bindings: [:]) == nil)
  }

  @Test(.timeLimit(.minutes(10))) func `a line of many holes ends`() {
    let pattern = LinePattern(String(repeating: "[..]a", count: 20_000))
    #expect(pattern.match(String(repeating: "a", count: 20_000), bindings: [:]) == nil)
  }

  @Test(.timeLimit(.minutes(10))) func `a hole in a long line ends`() {
    let line = String(repeating: "a", count: 1_000_000)
    for _ in 0..<10 { #expect(LinePattern("[..]b").match(line, bindings: [:]) == nil) }
  }
}

@Suite struct AlignmentTests {
  private func align(
    _ expected: [String], _ actual: [String], bindings: [String: String] = [:]
  ) -> String {
    var bindings = bindings
    return Alignment(expected: expected, actual: actual, bindings: &bindings).sketch
  }

  @Test(
    arguments: [
      (["a", "b"], ["a", "b"], "=0:0 =1:1"),
      ([], [], ""),
      (["a", "b", "c"], ["a", "c"], "=0:0 -1 =2:1"),
      (["a", "c"], ["a", "b", "c"], "=0:0 +1 =1:2"),
      (["a"], ["b"], "-0 +0"),
      (["a", "...", "d"], ["a", "b", "c", "d"], "=0:0 ~1:1..<3 =2:3"),
      (["...", "d"], ["d"], "~0:0..<0 =1:0"),
      (["a", "..."], ["a"], "=0:0 ~1:1..<1"),
      (["...", "b", "..."], ["a", "b", "c"], "~0:0..<1 =1:1 ~2:2..<3"),
      (["..."], [], "~0:0..<0"),
      (["a", "...", "x"], ["a", "b"], "=0:0 ~1:1..<2 -2"),
      (["t [..]", "end"], ["t 1", "end"], "=0:0[1] =1:1"),
      (["p [P]", "q [P]"], ["p 1", "q 1"], "=0:0[1] =1:1[1]"),
      (["p [P]", "q [P]"], ["p 1", "q 2"], "=0:0[1] -1 +1"),
    ] as [([String], [String], String)])
  func `lines find their partners`(expected: [String], actual: [String], sketch: String) {
    #expect(align(expected, actual) == sketch)
  }

  @Test func `names reach from one output to the next`() {
    #expect(align(["q [P]"], ["q 2"], bindings: ["P": "1"]) == "-0 +0")
    #expect(align(["q [P]"], ["q 1"], bindings: ["P": "1"]) == "=0:0[1]")
  }

  @Test(.timeLimit(.minutes(10))) func `large outputs are compared too`() {
    let lines = (0..<20_000).map { "line \($0)" }
    var changed = lines
    changed[10_000] = "another line"
    #expect(align(lines, lines).split(separator: " ").count == 20_000)
    var bindings: [String: String] = [:]
    let steps = Alignment(expected: lines, actual: changed, bindings: &bindings).steps
    #expect(steps.count == 20_001)
    let nothing = Alignment(
      expected: lines, actual: lines.map { $0 + "!" }, bindings: &bindings)
    #expect(!nothing.isPerfect)
  }

  @Test(
    arguments: [
      (["a", "b"], ["b", "a"], true), (["a"], ["a", "a"], false), (["a", "a"], ["a"], false),
      (["[..]", "b"], ["b", "x"], true), (["...", "b"], ["x", "b", "y"], true),
      (["p [P]", "q [P]"], ["q 1", "p 1"], true), (["p [P]", "q [P]"], ["q 1", "p 2"], false),
    ] as [([String], [String], Bool)])
  func `lines in any order`(expected: [String], actual: [String], fits: Bool) {
    var bindings: [String: String] = [:]
    #expect(
      Alignment(unordered: expected, actual: actual, bindings: &bindings).isPerfect == fits)
  }
}

extension Alignment {
  /// `=` match, `~` any lines, `-` missing, `+` extra; the chapter's line first.
  fileprivate var sketch: String {
    steps.map { step in
      switch step {
      case .match(let expected, let actual, let fills):
        "=\(expected):\(actual)" + fills.map { "[\($0.value)]" }.joined()
      case .anyLines(let expected, let actual): "~\(expected):\(actual)"
      case .missing(let expected): "-\(expected)"
      case .extra(let actual): "+\(actual)"
      }
    }.joined(separator: " ")
  }
}
