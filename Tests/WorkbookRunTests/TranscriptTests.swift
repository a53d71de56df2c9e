import FoundationEssentials
import Testing
import WorkbookRun

@Suite struct TranscriptTests {
  @Test(arguments: [
    ("", []), ("a\n", ["a"]), ("a", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]),
    ("tab\there", ["tab\there"]), ("äöü €", ["äöü €"]), ("a\0b", ["a\\x00b"]),
    ("\u{1B}[31mred", ["\\x1B[31mred"]), ("a\r\n", ["a\\x0D"]), ("\u{85}", ["\\xC2\\x85"]),
  ])
  func `output is told as lines of text`(output: String, lines: [String]) {
    #expect(Transcript.lines(of: Data(output.utf8)) == lines)
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
