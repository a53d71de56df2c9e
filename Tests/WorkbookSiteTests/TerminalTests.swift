import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// Lines of terminals on pages: as they were printed, whatever a chapter has to write for them.
@Suite struct TerminalTests {
  private func page(_ lines: String, _ output: String, _ attributes: String = "") async throws
    -> Site
  {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a \(attributes)\n$ b\n\(lines)\n```", in: folder, outputs: [[output]])
      #expect(run.verdict.passed, "\(run.verdict.differences)")
      return Site(run.book, verdicts: [run.verdict], stamp: .madeUp)
    }
  }

  private static let byte = "<span class=\"byte\" title=\"a byte that shows nothing\">"
  private static let varies = "<span class=\"varies\" title=\"varies\">"

  @Test(
    arguments: [
      (#"\[INFO] starting"#, "[INFO] starting\n", "[INFO] starting\n"),
      (#"\$ 5 each"#, "$ 5 each\n", "$ 5 each\n"), (#"a\\b"#, "a\\b\n", "a\\b\n"),
      (#"\x1B[1mred"#, "\u{1B}[1mred\n", "\(byte)\\x1B</span>[1mred\n"),
      (#"\\x1B[1mred"#, "\\x1B[1mred\n", "\\x1B[1mred\n"),
      (#"x\"#, "x", "x<span class=\"unended\" title=\"no newline here\"></span>\n"),
      ("a [..] é c", "a <b> é c\n", "a \(varies)&lt;b></span> é c\n"),
      ("é[A]é[A]", "éüéü\n", "é\(varies)ü</span>é\(varies)ü</span>\n"),
      ("...", "one\ntwo", "\(varies)one\ntwo</span><span class=\"unended\""),
      ("a\n...\nb", "a\nb\n", "a\n\(varies)</span>b\n"),
      ("a\n...\nb", "a\n<1>\n2\nb\n", "a\n\(varies)&lt;1>\n2\n</span>b\n"),
    ] as [(String, String, String)])
  func `a line is shown as it was printed`(lines: String, output: String, html: String) async throws
  {
    let text = try await page(lines, output).text(of: .chapter(0))
    #expect(text.contains("<kbd>b</kbd>\n\(html)"))
  }

  @Test func `columns are shown as wide as they were, and the page says what wasn't compared`()
    async throws
  {
    let text = try await page("a [..] c", "a   b    c  \n", "columns").text(of: .chapter(0))
    let blanks = { "\(Self.varies)\(String(repeating: " ", count: $0))</span>" }
    #expect(
      text.contains("a\(blanks(3))\(Self.varies)b</span>\(blanks(4))c\(blanks(2))\n"))
    #expect(text.contains("<span class=\"badge\">columns of any width</span>"))
  }

  @Test func `lines are found by what they say`() async throws {
    let text = try await page("\\[INFO] [..] é", "[INFO] 7 é\n").text(of: .searchIndex)
    #expect(text.contains("[INFO] … é"))
  }
}
