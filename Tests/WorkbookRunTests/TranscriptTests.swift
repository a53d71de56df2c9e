import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookRun

@Suite struct TranscriptTests {
  @Test(arguments: [
    ("", []), ("a\n", ["a"]), ("a", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]),
    ("tab\there", ["tab\there"]), ("äöü €", ["äöü €"]), ("a\0b", ["a\\x00b"]),
    ("\u{1B}[31mred", ["\\x1B[31mred"]), ("\u{85}", ["\\xC2\\x85"]),
  ])
  func `output is told as lines of text`(output: String, lines: [String]) {
    #expect(Transcript.lines(of: Data(output.utf8)) == lines)
  }

  @Test(arguments: [
    ("a\r\n", ["a"]), ("a\r\r\nb\r", ["a", "b\\x0D"]), ("a\rb\n", ["a\\x0Db"]), ("\r\n", [""]),
  ])
  func `carriage returns before a newline end a line with it`(output: String, lines: [String]) {
    #expect(Transcript.lines(of: Data(output.utf8)) == lines)
    #expect(Transcript.lineCount(of: Data(output.utf8)) == lines.count)
  }

  @Test func `only the last line may lack its end`() {
    #expect(Transcript.printedLines(of: Data("a\nb".utf8)).map(\.hasEnd) == [true, false])
    #expect(Transcript.printedLines(of: Data("a\nb\n".utf8)).map(\.hasEnd) == [true, true])
  }

  @Test func `bytes that are no UTF-8 are told as bytes`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x0A, 0xE2, 0x82, 0xAC, 0xF0, 0x9F]
    #expect(Transcript.lines(of: Data(bytes)) == ["a\\xFFb\\xC3", "€\\xF0\\x9F"])
  }

  @Test func `a slice of an output is an output`() {
    let output = Data("one\ntwo\n".utf8)
    #expect(Transcript.lines(of: output.prefix(4)) == ["one"])
    #expect(Transcript.lines(of: output.dropFirst(4)) == ["two"])
  }
}
