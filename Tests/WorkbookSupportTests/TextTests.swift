import Testing
import WorkbookSupport

@Suite struct TextTests {
  @Test(
    arguments: [
      ("echo-servr", ["echo-client", "echo-server"], "echo-server"),
      ("cat", ["hat", "bat"], "bat"),
      // As far as may be: a third of the letters, and one of a short word.
      ("ab", ["cb"], "cb"), ("ab", ["cd"], nil), ("terminal", ["tirmenol"], "tirmenol"),
      ("terminal", ["tirmenox"], nil),
      // The nearest, and not the first.
      ("terminal", ["aerminax", "terminax"], "terminax"), ("name", [], nil), ("", ["a"], "a"),
    ] as [(String, [String], String?)])
  func `what was meant is near to what is written`(
    word: String, known: [String], nearest: String?
  ) {
    #expect(known.nearest(to: word) == nearest)
    #expect(known.reversed().nearest(to: word) == nearest)
  }

  @Test(arguments: [
    ("", [""], [String]()), ("a", ["a"], []), ("a\n", ["a", ""], ["a"]),
    ("a\n\nb\n", ["a", "", "b", ""], ["a", "", "b"]), ("ü\nb", ["ü", "b"], ["ü"]),
  ])
  func `a text is made of lines, and a whole line has an end`(
    text: String, lines: [String], whole: [String]
  ) {
    #expect(text.lines.map(String.init) == lines)
    #expect(text.wholeLines.map(String.init) == whole)
  }

  @Test(arguments: [("", ""), (" \t", ""), ("  a b\n", "a b"), ("a", "a"), ("\u{A0}a", "a")])
  func `space is left out at both ends`(text: String, trimmed: String) {
    #expect(text.trimmed == trimmed)
  }
}
