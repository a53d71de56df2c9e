import Testing
import WorkbookConsole

/// What is written to a terminal.
@Suite struct ConsoleTests {
  @Test(arguments: [
    (
      "plain\ttext\nof two lines, \u{e9}\u{20ac}\u{1F600}",
      "plain\ttext\nof two lines, \u{e9}\u{20ac}\u{1F600}"
    ),
    ("\u{1B}[2J\u{1B}]0;title\u{7}", "\\x1B[2J\\x1B]0;title\\x07"),
    ("a\rb\u{8}\0", "a\\x0Db\\x08\\x00"),
    // A control character of two bytes, which old terminals take for the beginning of a sequence.
    ("\u{9B}31m", "\\xC2\\x9B31m"),
    // What turns the order of the others round, and what can't be seen.
    ("a\u{202E}b\u{2066}c", "a\\xE2\\x80\\xAEb\\xE2\\x81\\xA6c"),
    ("\u{FEFF}a\u{200B}", "\\xEF\\xBB\\xBFa\\xE2\\x80\\x8B"),
  ])
  func `what a terminal would act on is shown`(text: String, shown: String) {
    for isColoured in [false, true] {
      #expect(Console.rendered(text, isColoured: isColoured) == shown)
    }
  }

  @Test func `names stand above each other, whatever their letters take`() {
    #expect(aligned(["a", "échö", "abc"]) == ["a   ", "échö", "abc "])
    #expect(aligned([]) == [])
  }

  @Test func `styles are for terminals`() {
    let text = Console.output.styled("a\u{1B}[2J", .bad) + "b"
    #expect(Console.rendered(text, isColoured: false) == "a\\x1B[2Jb")
    #expect(Console.rendered(text, isColoured: true) == "\u{1B}[31ma\\x1B[2J\u{1B}[0mb")
  }
}
