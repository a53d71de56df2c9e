import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookVerify

/// Chapters beside what is printed, from the fence to the diff.
@Suite struct ExactnessTests {
  private func verdict(
    _ lines: String, _ output: String, _ attributes: String = ""
  ) async throws -> Verdict {
    let text = lines.isEmpty ? "" : lines + "\n"
    return try await TemporaryFolder.with { folder in
      try MadeUpRun(
        "```console a \(attributes)\n$ b\n\(text)```", in: folder, outputs: [[output]]
      ).verdict
    }
  }

  @Test(
    arguments: [
      ("é", "é\n", true), ("é", "e\u{301}\n", false), ("e\u{301}", "e\u{301}\n", true),
      (#"\x1B[31mred"#, "\u{1B}[31mred\n", true), (#"\x1B[31mred"#, "\\x1B[31mred\n", false),
      (#"\\x1B[31mred"#, "\\x1B[31mred\n", true), (#"\\x1B[31mred"#, "\u{1B}[31mred\n", false),
      ("x", "x", false), ("x", "x\n", true), (#"x\"#, "x", true), (#"x\"#, "x\n", false),
      (#"x\\"#, "x\\\n", true), ("a", "a  \n", false), ("a b", "a\u{A0}b\n", false),
      (##"\# a comment"## + "\nkey=value", "# a comment\nkey=value\n", true),
      (#"\$ echo hi"#, "$ echo hi\n", true), (#"\^C"#, "^C\n", true),
      ("[1, 2]\n\\[3]", "[1, 2]\n[3]\n", true),
      (#"\[INFO] starting"#, "[INFO] starting\n", true),
      (#"\[INFO] starting"#, "WARN starting\n", false),
      ("[INFO] starting", "WARN starting\n", true), (#"a\n\...\nb"#, "a\\n\\...\\nb\n", true),
      ("a\n\\...\nb", "a\n...\nb\n", true), ("a\n\\...\nb", "a\nx\ny\nb\n", false),
      (#"\[A]"# + "\n" + #"\[..]"#, "Q\nW\n", false), (#"\[A]$ x"#, "[A]$ x\n", true),
      ("HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", true), (#"10%\x0D50%"#, "10%\r50%\n", true),
      (#"\> x"#, "> x\n", true), ("a [..]", "a \n", true), ("", "", true), ("", "\n", false),
      ("...", "x", true), ("...", "", true), ("[..]\n...", "a\nb\nc", true),
    ] as [(String, String, Bool)])
  func `a line is what it says, byte by byte`(lines: String, output: String, passes: Bool)
    async throws
  {
    #expect(try await verdict(lines, output).passed == passes)
  }

  @Test(
    arguments: [
      (
        "Netid State  Local\ntcp   LISTEN [..]:80",
        "Netid  State    Local  \ntcp    LISTEN   0.0.0.0:80\n", true
      ),
      ("a b", "a  b\n", true), ("a b", "ab\n", false), ("a b", "a c\n", false),
    ] as [(String, String, Bool)])
  func `columns don't count blanks`(lines: String, output: String, passes: Bool) async throws {
    #expect(try await verdict(lines, output, "columns").passed == passes)
    #expect(try await verdict(lines, output, "unordered columns").passed == passes)
    #expect(try await !verdict(lines, output).passed)
    let reversed = output.split(separator: "\n").reversed().joined(separator: "\n") + "\n"
    #expect(try await verdict(lines, reversed, "columns unordered").passed == passes)
  }

  @Test(
    arguments: [
      ("a", "a  \n", ["-a", #"+a\x20\x20"#]), ("a  ", "a\n", [#"-a\x20\x20"#, "+a"]),
      ("a b", "a\u{A0}b\n", [#"-a\x20b"#, #"+a\xC2\xA0b"#]),
      ("a b", "a\tb\n", [#"-a\x20b"#, #"+a\x09b"#]),
      ("a  b", "a b\n", [#"-a \x20b"#, "+a b"]),
      ("é", "e\u{301}\n", [#"-\xC3\xA9"#, #"+e\xCC\x81"#]),
      ("ab", "a\u{200B}b\n", ["-ab", #"+a\xE2\x80\x8Bb"#]),
      ("ab", "\u{202E}ab\n", ["-ab", #"+\xE2\x80\xAEab"#]),
      ("a b c", "a x c\n", ["-a b c", "+a x c"]), ("a b ", "a c\n", [#"-a b\x20"#, "+a c"]),
      (
        "x", "x",
        ["-x", #"+x\"#, #"\ no newline was printed here; the \ at the end of the line says so"#]
      ),
      (
        #"x\"#, "x\n",
        [#"-x\"#, "+x", #"\ a newline was printed here; the line has no \ at its end"#]
      ),
      ("", "  \n", [#"+\x20\x20"#]), (#"\x1B"#, "\\x1B\n", [#"-\x1B"#, #"+\\x1B"#]),
      ("[3, 4]", "[3]\n", ["-[3, 4]", #"+\[3]"#]), (#"a\b"#, "a\\ b\n", [#"-a\b"#, #"+a\\\x20b"#]),
    ] as [(String, String, [String])])
  func `a diff shows what can't be seen`(lines: String, output: String, diff: [String]) async throws
  {
    let verdict = try await verdict(lines, output)
    let text = try #require(verdict.differences.first?.diff?.text)
    #expect(Array(text.dropFirst(3)) == diff)
    // What stands behind a plus is what to write.
    let accepted = diff.filter { $0.hasPrefix("+") }.map { $0.dropFirst() }
    #expect(try await self.verdict(accepted.joined(separator: "\n"), output).passed)
  }

  @Test func `a comparison that is too hard says so`() async throws {
    let names = (0..<9).map { "[N\($0)]" }
    let text = String(repeating: "ab", count: 200)
    let verdict = try await verdict(
      names.joined() + "\n" + names.reversed().joined() + "!", "\(text)\n\(text)\n")
    #expect(verdict.differences.map(\.diagnostic.identifier) == [.tooManyHoles])
  }

  @Test(
    arguments: [
      ("[..]=[N]", "x=1 y=2", "[N]", "2", true), ("[..]=[N]", "x=1 y=2", "[N]", "1 y=2", true),
      ("[..]=[N]", "x=1 y=2", "[N]", "3", false), ("[A][B]", "abc", "[A].[B]", "ab.c", true),
      ("...\n[A]\n...", "1\n2\n3", "is [A]", "is 2", true),
      ("[A]\n...", "1\n2", "is [A]", "is 2", false),
      ("...", "1", "[N]\n...", "2\n3", true),
    ] as [(String, String, String, String, Bool)])
  func `what a name stands for fits all terminals`(
    first: String, printed: String, second: String, also: String, passes: Bool
  ) async throws {
    let chapter = "```console a\n$ b\n\(first)\n```\n\n```console a\n$ c\n\(second)\n$ d\n[N]\n```"
    for numbers in [["2"], ["1 y=2"], ["7"]] {
      let passed = try await TemporaryFolder.with { folder in
        let run = try MadeUpRun(
          chapter, in: folder,
          outputs: [["\(printed)\n"], ["\(also)\n", numbers[0] + "\n"]])
        return run.verdict.passed
      }
      let isFree = !(first + second).contains("[N]")
      #expect(passed == (passes && (isFree || also.hasPrefix(numbers[0]))), "\(numbers)")
    }
  }
}
