import Testing
import WorkbookModel

@testable import WorkbookVerify

/// Lines with holes beside a line that was printed.
@Suite struct HoleTests {
  /// What fills the holes of a line; `nil` if it doesn't fit.
  private func fills(
    _ expected: String, _ actual: PrintedLine, columns: Bool = false, bindings: Bindings = [:]
  ) -> [HoleFill]? {
    var bindings = bindings
    let alignment = Alignment(
      expected: [LinePattern(expected)], actual: [actual], rule: LineRule(hasColumns: columns),
      bindings: &bindings)
    guard case .match(_, _, let fills)? = alignment.steps.first, alignment.isPerfect else {
      return nil
    }
    return fills
  }

  @Test(
    arguments: [
      ("plain", "plain", []), ("took [..] ms", "took 12 ms", ["12"]), ("[..]", "", [""]),
      ("pid [PID]", "pid 7", ["7"]), ("[A]-[A]", "7-7", ["7", "7"]),
      ("[A][B]", "abc", ["a", "bc"]),
      ("a[..]a[..]", "aXaYa", ["X", "Ya"]), ("[3]", "[3]", []), ("[x]", "[x]", []),
      ("x [..] y [..] z", "x 1 y 2 y 3 z", ["1", "2 y 3"]),
      ("[..]=[N]", "x=1 y=2", ["x", "1 y=2"]),
      ("[..][..]x", "yx", ["", "y"]), ("[A][B]", "éa", ["é", "a"]), ("[..]b", "bab", ["ba"]),
      ("[A][..][A]", "abcab", ["ab", "c", "ab"]), ("[A] [B] [A]", "x y x", ["x", "y", "x"]),
      ("[A][..]b[B]c", "abxbcc", ["a", "", "xbc"]), ("[..]", "[..]", ["[..]"]),
      ("[A]", "[A]", ["[A]"]), (#"\[A][A]"#, "[A]x", ["x"]), (#"x\x1B[..]"#, "x\u{1B}[m", ["[m"]),
    ] as [(String, String, [String])])
  func `a line fits`(pattern: String, line: String, values: [String]) {
    #expect(fills(pattern, PrintedLine(line))?.map(\.value) == values)
  }

  @Test(arguments: [
    ("plain", "Plain"), ("took [..] ms", "took 12 s"), ("[A]-[A]", "7-8"), ("pid [PID]", "pid "),
    ("[x]", "7"), ("[..]a", "b"), ("a", "a "), ("a ", "a"), ("é", "e\u{301}"), ("e\u{301}", "é"),
    ("a b", "a\u{A0}b"), ("ab", "a\u{200B}b"), ("a b", "a\tb"), ("a  b", "a b"), ("K", "\u{212A}"),
    ("[\u{212A}]", "x"), (#"\[INFO] x"#, "WARN x"), (#"\[..]"#, "x"), (#"\x1B"#, #"\x1B"#),
    (#"\\x1B"#, "\u{1B}"), (#"x\"#, "x"), (#"[..]\"#, "x"), ("[A]b[A]", "abab"),
    (#"[..]\xA9"#, "é"), (#"\xC3[..]"#, "é"), ("e[..]", "\u{E9}"),
  ])
  func `a line doesn't fit`(pattern: String, line: String) {
    #expect(fills(pattern, PrintedLine(line)) == nil)
  }

  @Test(arguments: [
    ("x", false), ("[..]", false), ("[A]", false), (#"x\"#, true), (#"[..]\"#, true),
  ])
  func `a missing newline is told`(pattern: String, fits: Bool) {
    #expect((fills(pattern, PrintedLine("x", hasEnd: false)) != nil) == fits)
  }

  @Test func `a name stands for what it stood for before`() {
    #expect(fills("pid [PID]", PrintedLine("pid 7"), bindings: ["PID": [0x37]])?.count == 1)
    #expect(fills("pid [PID]", PrintedLine("pid 8"), bindings: ["PID": [0x37]]) == nil)
  }

  @Test func `a hole tells where it is, in bytes`() {
    let fills = fills("tööck [..] ms", PrintedLine("tööck 12 ms"))
    #expect(fills?.first?.range == 8..<10)
    #expect(fills?.first?.name == nil)
  }

  @Test(
    arguments: [
      ("a b", "a    b", []), ("a  b", "a\tb", []), ("a b", "a b   ", []), ("a b  ", "a b", []),
      ("a [..] c", "a   b  \t c", ["b"]), ("[..]", "", [""]), ("a [..]", "a", [""]),
      ("", "   ", []),
      ("a [A]", "a  b c  ", ["b c"]), (" a", "   a", []), ("a[..]", "a  b", ["  b"]),
      ("[A] [..] [A]", "x  y    x", ["x", "y", "x"]), (#"a\x20"#, "a", []),
    ] as [(String, String, [String])])
  func `columns may have any width`(pattern: String, line: String, values: [String]) {
    #expect(fills(pattern, PrintedLine(line), columns: true)?.map(\.value) == values)
  }

  @Test(arguments: [
    ("a b", "ab"), ("ab", "a b"), (" a", "a"), ("a", " a"), ("a [A]", "a  "), ("a b", "a c"),
    ("a b", "a\u{A0}b"), (#"a\"#, "a"),
  ])
  func `columns are separated all the same`(pattern: String, line: String) {
    #expect(fills(pattern, PrintedLine(line), columns: true) == nil)
  }

  @Test(arguments: [20_000, 1_000_000]) func `a hole may stand for a long text`(length: Int) {
    let line = PrintedLine("x" + String(repeating: "y", count: length))
    #expect(fills("x[..]", line)?.map(\.range) == [1..<(length + 1)])
    #expect(fills("x[..]z", line) == nil)
    #expect(fills("x[A]", line)?.map(\.range) == [1..<(length + 1)])
    guard length < 100_000 else { return }
    #expect(fills("x[..]y[..]y[..]y", line)?.count == 3)
    #expect(fills("[..]yyyyyyyyyyyyz[..]", line) == nil)
    #expect(fills("[..][A]z", line) == nil)
  }

  @Test func `a line of many holes ends`() {
    let pattern = String(repeating: "[..]a", count: 5_000)
    #expect(fills(pattern, PrintedLine(String(repeating: "a", count: 4_999))) == nil)
    #expect(fills(pattern, PrintedLine(String(repeating: "a", count: 5_000)))?.count == 5_000)
    #expect(fills(pattern + "b", PrintedLine(String(repeating: "a", count: 6_000))) == nil)
  }

  /// Each line, written as a chapter's, fits itself and no line that differs by a little.
  @Test func `an accepted line fits what was printed and nothing else`() {
    let alphabet =
      [
        "\\", "[", "]", ".", "^C", "$", "#", ">", "‹", "x", "1B", " ", "\t", "\u{1B}", "é",
        "e\u{301}",
        "[A]", "[..]", "...",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3]]
    var random = RandomNumbers(seed: 7)
    for _ in 0..<2_000 {
      let pieces = (0..<(1 + random.next(5))).map { _ in alphabet[random.next(alphabet.count)] }
      let line = PrintedLine(pieces.joined(), hasEnd: random.next(4) > 0)
      #expect(fills(line.chapterText, line) == [])
      var changed = pieces
      let place = random.next(pieces.count)
      switch random.next(3) {
      case 0: changed[place] = alphabet[random.next(alphabet.count)]
      case 1: changed.remove(at: place)
      default: changed.insert(alphabet[random.next(alphabet.count)], at: place)
      }
      let other = PrintedLine(changed.joined(), hasEnd: line.hasEnd)
      #expect((fills(line.chapterText, other) != nil) == (other == line), "\(line) \(other)")
      #expect(fills(line.chapterText, PrintedLine(line.bytes, hasEnd: !line.hasEnd)) == nil)
    }
  }
}

@Suite struct AlignmentTests {
  private func align(
    _ expected: [String], _ actual: [String], bindings: Bindings = [:]
  ) -> String {
    var bindings = bindings
    return Alignment(expected, actual, bindings: &bindings).sketch
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
      (
        ["id [N]", "...", "again [N]", "..."], ["id 1", "again 2", "again 1", "end"],
        "=0:0[1] ~1:1..<2 =2:2[1] ~3:3..<4"
      ),
      (["a [..] [N]", "b [N]"], ["a 1 2 3", "b 3"], "=0:0[1 2][3] =1:1[3]"),
      (["[..]=[N]", "[N]"], ["x=1 y=2", "2"], "=0:0[x=1 y][2] =1:1[2]"),
      (
        ["...", "x [A]", "y [A]", "..."], ["x 1", "y 2", "x 3", "y 3", "end"],
        "~0:0..<2 =1:2[3] =2:3[3] ~3:4..<5"
      ),
      (["...", "...", "a"], ["b", "a"], "~0:0..<0 ~1:0..<1 =2:1"),
      (["...", "a", "...", "a"], ["a", "b", "a"], "~0:0..<0 =1:0 ~2:1..<2 =3:2"),
    ] as [([String], [String], String)])
  func `lines find their partners`(expected: [String], actual: [String], sketch: String) {
    #expect(align(expected, actual) == sketch)
  }

  @Test func `names reach from one output to the next`() {
    let bindings = ["P": Array("1".utf8)]
    #expect(align(["q [P]"], ["q 2"], bindings: bindings) == "-0 +0")
    #expect(align(["q [P]"], ["q 1"], bindings: bindings) == "=0:0[1]")
    var filled: Bindings = [:]
    _ = Alignment(["p [P]", "q [Q]"], ["p 1", "x"], bindings: &filled)
    #expect(filled == bindings)
  }

  @Test(
    arguments: [
      (["a", "b"], ["b", "a"], true), (["a"], ["a", "a"], false), (["a", "a"], ["a"], false),
      (["[..]", "b"], ["b", "x"], true), (["...", "b"], ["x", "b", "y"], true),
      (["p [P]", "q [P]"], ["q 1", "p 1"], true), (["p [P]", "q [P]"], ["q 1", "p 2"], false),
      (["a[..]", "[..]x"], ["ab y", "ab x"], true), (["a[..]", "[..]x"], ["ab x", "ab y"], true),
      (["[..]", "x[..]"], ["x1", "y"], true), (["[..]x", "a[..]"], ["ab", "ac"], false),
      (["p [N]", "q [N]", "..."], ["p 1", "p 2", "q 2"], true),
      (["p [N]", "q [N]", "..."], ["p 1", "p 2", "q 3"], false),
      (["[A] [B]", "[B] [A]"], ["1 2", "2 1"], true),
      (["[A] [B]", "[B] [B]"], ["1 2", "2 2"], true),
      (["[A] [B]", "[B] [B]"], ["1 2", "3 3"], false), (["a\\", "b"], ["b", "a"], false),
    ] as [([String], [String], Bool)])
  func `lines in any order`(expected: [String], actual: [String], fits: Bool) {
    var bindings: Bindings = [:]
    let alignment = Alignment(expected, actual, LineRule(isOrdered: false), bindings: &bindings)
    #expect(alignment.isPerfect == fits, "\(alignment.sketch)")
    #expect(!alignment.isUndecided)
  }
}

extension Alignment {
  /// `=` match, `~` any lines, `-` missing, `+` extra; the chapter's line first.
  var sketch: String {
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

  /// Aligns lines of a chapter with lines that were printed with a newline each.
  init(
    _ expected: [String], _ actual: [String], _ rule: LineRule = LineRule(),
    bindings: inout Bindings, effort: Effort? = nil
  ) {
    self.init(
      expected: expected.map { LinePattern($0) }, actual: actual.map { PrintedLine($0) },
      rule: rule,
      bindings: &bindings, effort: effort)
  }
}

/// Numbers that are the same on every run (xorshift).
struct RandomNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number from 0 to below a bound.
  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }
}
