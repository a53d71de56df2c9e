import Testing
import WorkbookModel

/// What a line of a terminal means, and how a printed line is written as one.
@Suite struct LinePatternTests {
  @Test(
    arguments: [
      ("plain", "plain"), ("", ""), (#"a\\b"#, #"a\b"#), (#"\[3]"#, "[3]"),
      (#"x \[NAME]"#, "x [NAME]"),
      (#"\[..]"#, "[..]"), (#"\[A]$ x"#, "[A]$ x"), (#"\$ 5 each"#, "$ 5 each"), (#"\$"#, "$"),
      (##"\# comment"##, "# comment"), (#"\^C"#, "^C"), (#"\^D"#, "^D"), (#"\..."#, "..."),
      (#"\> x"#, "> x"), (#"\>"#, ">"), (#"\‹typed\›"#, "‹typed›"), (#"\x1B[31m"#, "\u{1B}[31m"),
      (#"\\x1B[31m"#, #"\x1B[31m"#), (#"\xC3\xA9"#, "é"), (#"a\x20"#, "a "), (#"\x0D"#, "\r"),
      // A backslash before anything else stands for itself.
      (#"C:\temp\new"#, #"C:\temp\new"#), (#"\x1b"#, #"\x1b"#), (#"\x1"#, #"\x1"#),
      (#"a\$"#, #"a\$"#),
      (##"a\#"##, ##"a\#"##), (#"a\^C"#, #"a\^C"#), (#"a\..."#, #"a\..."#), (#"\.."#, #"\.."#),
      (#"\>x"#, ">x"), (#"\n"#, #"\n"#), (#"\]"#, #"\]"#), (#"\\\\"#, #"\\"#),
      ("[3]", "[3]"), ("[1, 2]", "[1, 2]"), ("[x]", "[x]"), ("[]", "[]"), ("[.]", "[.]"),
      ("[A", "[A"),
      ("[AB c]", "[AB c]"), ("[é]", "[é]"), ("[\u{212A}]", "[\u{212A}]"), ("e\u{301}", "e\u{301}"),
    ] as [(String, String)])
  func `a line means a text`(line: String, text: String) {
    let pattern = LinePattern(line)
    #expect(pattern.parts == (text.isEmpty ? [] : [.literal(Array(text.utf8))]))
    #expect(pattern.hasEnd)
    #expect(!pattern.isAnyLines)
  }

  @Test func `a line has holes`() {
    let literal = { (text: String) in LinePattern.Part.literal(Array(text.utf8)) }
    #expect(
      LinePattern("a [..] b [X_1]").parts == [
        literal("a "), .anything, literal(" b "), .named("X_1"),
      ])
    #expect(LinePattern("[A][..]").parts == [.named("A"), .anything])
    #expect(LinePattern(#"\\[A]"#).parts == [literal(#"\"#), .named("A")])
    #expect(LinePattern(#"\\\[A][B]"#).parts == [literal(#"\[A]"#), .named("B")])
    #expect(LinePattern("[[A]]").parts == [literal("["), .named("A"), literal("]")])
    #expect(LinePattern("...").isAnyLines)
    #expect(!LinePattern("... ").isAnyLines)
  }

  @Test(arguments: [
    (#"x\"#, "x", false), (#"x\\"#, #"x\"#, true), (#"x\\\"#, #"x\"#, false), (#"\"#, "", false),
    (#"x \"#, "x ", false),
  ])
  func `a backslash at the end says that no newline was printed`(
    line: String, text: String, hasEnd: Bool
  ) {
    let pattern = LinePattern(line)
    #expect(pattern.hasEnd == hasEnd)
    #expect(pattern.shown == text)
  }

  @Test(
    arguments: [
      ("plain", "plain"), ("", ""), (#"C:\temp"#, #"C:\temp"#), (#"a\\b"#, #"a\\\b"#),
      ("[3]", #"\[3]"#),
      ("[1, 2]", "[1, 2]"), ("[INFO] starting", #"\[INFO] starting"#), ("[..]", #"\[..]"#),
      ("[A]$ x", #"\[A]$ x"#), ("[a]# x", #"\[a]# x"#), ("[A] x", #"\[A] x"#), ("[a] x", "[a] x"),
      ("$ 5 each", #"\$ 5 each"#), ("$", #"\$"#), ("$5", "$5"), ("# comment", ##"\# comment"##),
      ("#include", "#include"), ("> x", #"\> x"#), (">", #"\>"#), (">>> x", ">>> x"),
      (#"\>x"#, #"\\>x"#),
      ("^C", #"\^C"#),
      ("...", #"\..."#), ("....", "...."), ("‹x›", #"\‹x\›"#), ("\u{1B}[31mred", #"\x1B[31mred"#),
      (#"\x1B[31mred"#, #"\\x1B[31mred"#), (#"\x1b"#, #"\x1b"#), (#"\$"#, #"\\$"#),
      (#"a\"#, #"a\\"#),
      ("\\\u{1B}", #"\\\x1B"#), ("\\[A]", #"\\\[A]"#), ("\\[a]", #"\\[a]"#), ("a\tb", "a\tb"),
      ("e\u{301}", "e\u{301}"), ("é", "é"), ("a\rb", #"a\x0Db"#), ("\u{85}", #"\xC2\x85"#),
      ("a  ", "a  "),
    ] as [(String, String)])
  func `a printed line is written so that it is read back`(text: String, line: String) {
    #expect(PrintedLine(text).chapterText.utf8.elementsEqual(line.utf8))
  }

  @Test func `a line without an end, and one that isn't UTF-8, can be written`() {
    #expect(PrintedLine("x", hasEnd: false).chapterText == #"x\"#)
    #expect(PrintedLine(#"x\"#, hasEnd: false).chapterText == #"x\\\"#)
    #expect(PrintedLine([0x61, 0xFF, 0xC3, 0x28]).chapterText == #"a\xFF\xC3("#)
  }

  /// Every line of a few pieces of a nasty alphabet, and some thousands of longer ones.
  @Test func `whatever is printed is read back as itself`() {
    let alphabet: [[UInt8]] =
      [
        "\\", "[", "]", ".", "^", "C", "D", "$", "#", ">", "‹", "›", "x", "1", "B", " ", "\t",
        "\u{1B}",
        "é", "e\u{301}", "..", "[A]", "\r", "\u{85}",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xA9]]
    func check(_ pieces: [[UInt8]]) {
      for hasEnd in [true, false] {
        let line = PrintedLine(pieces.joined(), hasEnd: hasEnd)
        let text = line.chapterText
        let pattern = LinePattern(text)
        let isSame =
          pattern.parts == (line.bytes.isEmpty ? [] : [.literal(line.bytes)])
          && pattern.hasEnd == hasEnd
          && !pattern.isAnyLines && !Self.isToken(text)
        if !isSame { Issue.record("\(line.bytes) is written as \(text)") }
      }
    }
    check([])
    for first in alphabet {
      check([first])
      for second in alphabet {
        check([first, second])
        for third in alphabet { check([first, second, third]) }
      }
    }
    var random = RandomBytes(seed: 1)
    for _ in 0..<5_000 {
      check((0..<random.next(12)).map { _ in alphabet[random.next(alphabet.count)] })
    }
  }

  /// Whether a terminal's reader takes a line for something else than output, or for typed input.
  private static func isToken(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let tokens = ["^C", "^D", "$", ">"]
    let starts = ["$ ", "# ", "> "]
    if tokens.contains(text) || starts.contains(where: { bytes.starts(with: $0.utf8) }) {
      return true
    }
    if bytes.first == UInt8(ascii: "[") {
      if text.wholeMatch(of: /\[[0-9]+\]/) != nil { return true }
      if text.prefixMatch(of: /\[[A-Za-z0-9]+\][$#]/) != nil { return true }
    }
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.contains { index in
      ["‹", "›"].contains(scalars[index]) && (index == 0 || scalars[index - 1] != "\\")
    }
  }
}

/// Numbers that are the same on every run (xorshift).
struct RandomBytes {
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
