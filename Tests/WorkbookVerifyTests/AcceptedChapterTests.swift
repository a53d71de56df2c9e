import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

@testable import WorkbookVerify

/// Chapters before and after what was printed is written into them.
@Suite struct AcceptedChapterTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: String
    /// What each step shows; and how each command ends, if it isn't as the chapter says.
    let runs: [(output: String, status: LabProtocol.ExitStatus?)]
    /// What the chapter is after that; `nil` if it stays what it was.
    let after: String?
    var reason: Acceptance.Refusal.Reason?

    init(
      _ name: String, _ before: String, _ outputs: String..., after: String
    ) {
      testDescription = name
      self.before = before
      runs = outputs.map { ($0, nil) }
      self.after = after
    }

    init(
      _ name: String, _ before: String, ending runs: [(String, LabProtocol.ExitStatus)],
      after: String
    ) {
      testDescription = name
      self.before = before
      self.runs = runs.map { ($0.0, $0.1) }
      self.after = after
    }

    init(
      _ name: String, _ before: String, ending runs: [(String, LabProtocol.ExitStatus)],
      refused reason: Acceptance.Refusal.Reason
    ) {
      testDescription = name
      self.before = before
      self.runs = runs.map { ($0.0, $0.1) }
      after = nil
      self.reason = reason
    }
  }

  private static func place(_ line: Int) -> WorkbookModel.SourceLocation {
    WorkbookModel.SourceLocation(file: "chapters/01-test.md", line: line)
  }

  static let layout = [
    Case(
      "a new terminal", "```console a\n$ b\n```", "x\ny\n", after: "```console a\n$ b\nx\ny\n```"),
    Case(
      "a fence that is indented, and its lines aren't", "  ```console a\n$ b\n```", "  two\nx\n",
      after: "  ```console a\n$ b\n    two\n  x\n```"),
    Case(
      "a fence that is indented as its lines are", "   ```console a\n   $ b\n   old\n   ```",
      "  two\n\nx\n", after: "   ```console a\n   $ b\n     two\n\n   x\n   ```"),
    Case(
      "a list", "- item\n\n  ```console a\n  $ b\n  ```", "a\n\nb\n",
      after: "- item\n\n  ```console a\n  $ b\n  a\n\n  b\n  ```"),
    Case(
      "a fence behind an item's mark", "10. ```console a\n    $ b\n    ```", "a\n\n  b\n",
      after: "10. ```console a\n    $ b\n    a\n\n      b\n    ```"),
    Case(
      "a quotation", "> ```console a\n> $ b\n> ```", "a\n\n b\n",
      after: "> ```console a\n> $ b\n> a\n>\n>  b\n> ```"),
    Case(
      "a quotation without blanks", ">```console a\n>$ b\n>```", "a\n\n  b\n",
      after: ">```console a\n>$ b\n>a\n>\n>   b\n>```"),
    Case(
      "a list in a quotation", "> - ```console a\n>   $ b\n>   ```", "a\n\n b\n",
      after: "> - ```console a\n>   $ b\n>   a\n>\n>    b\n>   ```"),
    Case(
      "blanks that were printed", "```console a\n$ b\n```", "  \n a \n",
      after: "```console a\n$ b\n  \n a \n```"),
    Case(
      "a fence in the output", "```console a\n$ b\n```", "```\nx\n```\n",
      after: "````console a\n$ b\n```\nx\n```\n````"),
    Case(
      "a longer fence in the output, indented", "  ````console a\n  $ b\n  ````", " `````sh\n",
      after: "  ``````console a\n  $ b\n   `````sh\n  ``````"),
    Case(
      "tildes", "~~~console a\n$ b\n~~~", "~~~~\n```\n",
      after: "~~~~~console a\n$ b\n~~~~\n```\n~~~~~"),
    Case(
      "a continuation with nothing on it", "```console a\n$ b \\\n> \nold\n```", "new\n",
      after: "```console a\n$ b \\\n> \nnew\n```"),
    Case(
      "several continuations", "```console a\n$ b \\\n> c \\\n> d\nold\n$ e\n```", "new\n",
      "more\n",
      after: "```console a\n$ b \\\n> c \\\n> d\nnew\n$ e\nmore\n```"),
    Case(
      "what would be read as something else", "```console a\n$ b\n```",
      "$ 5\n# c\n> d\n^C\n[3]\n...\n[INFO] [..] \\[\n",
      after:
        "```console a\n$ b\n\\$ 5\n\\# c\n\\> d\n\\^C\n\\[3]\n\\...\n\\[INFO] \\[..] \\\\[\n```"),
    Case(
      "a last line without an end, control characters, and carriage returns",
      "```console a\n$ b\n```", "x\r\n\u{1B}[1m\u{B}y\tz",
      after: "```console a\n$ b\nx\n\\x1B[1m\\x0By\tz\\\n```"),
    Case(
      "columns stay as wide as they are", "```console a columns\n$ b\na  1\nb  2\n```",
      "a      1\nb  3\n", after: "```console a columns\n$ b\na  1\nb  3\n```"),
    Case(
      "nothing more is printed", "```console a\n$ b\nold\n\n```", "",
      after: "```console a\n$ b\n```"),
    Case(
      "holes that fit stay, others go", "```console a\n$ b\n[..] ms\n...\nlast\n[N] of [N]\n```",
      "3 ms\nx\ny\nlast\n1 of 2\n", after: "```console a\n$ b\n[..] ms\n...\nlast\n1 of 2\n```"),
    Case(
      "any order", "```console a unordered\n$ b\none\n...\ntwo\ngone\n```", "two\nnew\none\n",
      after: "```console a unordered\n$ b\none\n...\ntwo\n```"),
    Case(
      "any order, with something new", "```console a unordered\n$ b\none\ntwo\n```",
      "two\nnew\none\n", after: "```console a unordered\n$ b\none\ntwo\nnew\n```"),
  ]

  static let steps = [
    Case(
      "what was typed for a program", "```console a\n$ cat\n‹one›\nold\n‹two›\n^D\n```", "",
      "one\nONE\n", "two\nTWO\n", "end\n",
      after: "```console a\n$ cat\n‹one›\nONE\n‹two›\nTWO\n^D\nend\n```"),
    Case(
      "what was typed behind a prompt", "```console a\n$ ask\nName? ‹Ada›\nold\n```", "Name? ",
      "Ada\nhello\n", after: "```console a\n$ ask\nName? ‹Ada›\nhello\n```"),
    Case(
      "what was typed behind another prompt", "```console a\n$ ask\nNmae? ‹Ada›\n```", "Name? ",
      "Ada\n", after: "```console a\n$ ask\nName? ‹Ada›\n```"),
    Case(
      "what was typed behind a new prompt", "```console a\n$ ask\n‹Ada›\n```", "Hello.\nName? ",
      "Ada\n", after: "```console a\n$ ask\nHello.\nName? ‹Ada›\n```"),
    Case(
      "what was typed, and isn't shown, in a quotation",
      "> ```console a\n> $ login\n> ‹secret›\n> ```",
      "", "\nwelcome\n", after: "> ```console a\n> $ login\n> ‹secret›\n> welcome\n> ```"),
    Case(
      "what comes after Ctrl-C, and another command", "```console a\n$ b\nold\n^C\n$ c\n```",
      "one\n", "bye\n", "two\n", after: "```console a\n$ b\none\n^C\nbye\n$ c\ntwo\n```"),
  ]

  static let statuses = [
    Case(
      "a status is written", "```console a\n$ b\n```", ending: [("", .exited(1))],
      after: "```console a\n$ b\n[1]\n```"),
    Case(
      "a status is changed", "```console a\n$ b\nx\n[1]\n```", ending: [("x\n", .exited(3))],
      after: "```console a\n$ b\nx\n[3]\n```"),
    Case(
      "a status is removed", "```console a\n$ b\nx\n[1]\n```", ending: [("x\n", .exited(0))],
      after: "```console a\n$ b\nx\n```"),
    Case(
      "a status stays where something else changes", "```console a\n$ b\nx\n[2]\n```",
      ending: [("y\n", .exited(2))], after: "```console a\n$ b\ny\n[2]\n```"),
    Case(
      "a status of one of several commands, in a quotation",
      "> ```console a\n> $ b\n> x\n> $ c\n> y\n> ```",
      ending: [("x\n", .exited(1)), ("y\n", .exited(0))],
      after: "> ```console a\n> $ b\n> x\n> [1]\n> $ c\n> y\n> ```"),
    Case(
      "a signal that the chapter knows is no crash", "```console a\n$ b\nx\n[139]\n```",
      ending: [("y\n", .exited(139))], after: "```console a\n$ b\ny\n[139]\n```"),
    Case(
      "what isn't compared stays", "```console a status\n$ b\nold\n\n$ c\nolder\n[1]\n```",
      ending: [("new\n", .exited(2)), ("newer\n", .exited(0))],
      after: "```console a status\n$ b\nold\n\n[2]\n$ c\nolder\n```"),
  ]

  static let refused = [
    Case(
      "a limit", "```console a\n$ b\n^C\n```", ending: [("x\n", .exited(0))], refused: .failedRun),
    Case(
      "a crash", "```console a\n$ b\n```", ending: [("x\n", .signaled(11))], refused: .failedRun),
    Case(
      "a child's crash", "```console a\n$ b\n```", ending: [("x\n", .exited(134))],
      refused: .failedRun),
    Case(
      "an interactive program's input", "```console a\n$ python3\n>>> 1 + 1\n2\n```",
      ending: [("", .exited(0))], refused: .typed(place(5))),
    Case(
      "another one's", "```console a\n$ sqlite3\nsqlite> .tables\n```",
      ending: [("", .exited(0))], refused: .typed(place(5))),
    Case(
      "a here-document", "```console a\n$ cat <<END\nhello\nEND\n```",
      ending: [("", .exited(0))], refused: .unfinished(place(4))),
    Case(
      "a loop without its end", "```console a\n$ for i in 1 2; do\necho $i\ndone\n```",
      ending: [("sh: 1: Syntax error: end of file unexpected\n", .exited(2))],
      refused: .unfinished(place(4))),
    Case(
      "a program that isn't there", "```console a\n$ nc -l 9000\n```",
      ending: [("sh: 1: nc: not found\n", .exited(127))], refused: .notFound("nc")),
    Case(
      "the time", "```console a\n$ date\n```",
      ending: [("Thu Nov 26 06:50:01 UTC 2026\n", .exited(0))],
      refused: .clock(["Thu Nov 26 06:50:01 UTC 2026"])),
  ]

  @Test(arguments: layout + steps + statuses + refused)
  func `a chapter after its example ran`(_ example: Case) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        example.before, in: folder, outputs: [example.runs.map(\.output)],
        statuses: example.runs[0].status == nil ? nil : [example.runs.map(\.status)])
      // 26 November 2026, 06:50:41 UTC.
      let now = PresentTime(secondsSince1970: 1_795_675_841)
      var acceptance = Acceptance(run.chapter, in: run.book.folder, [run.verdict], at: now)
      acceptance.compare(run.recording, of: run.example)
      let result = acceptance.write()
      #expect(result.refusals.map(\.reason) == (example.reason.map { [$0] } ?? []))
      #expect(
        try folder.text(of: "chapters/01-test.md")
          == "# Test\n\n\(example.after ?? example.before)\n")
      #expect(result.error == nil)
    }
  }

  @Test func `of several examples, those that fail leave the others alone`() async throws {
    try await TemporaryFolder.with { folder in
      let blocks = ["one", "two", "three"].map { "```console \($0)\n$ b\nold\n```" }
      let book = try folder.book(blocks.joined(separator: "\n\n"))
      let chapter = book.chapters[0]
      let verdicts = zip(chapter.examples, [0, 11, 0] as [Int32]).map { example, signal in
        let status: LabProtocol.ExitStatus = signal == 0 ? .exited(0) : .signaled(signal)
        let recording = Recording(
          of: example, outputs: [["new \(example.name)\n"]], statuses: [[status]])
        return Comparison.verdict(on: recording, of: example, in: chapter)
      }
      var acceptance = Acceptance(chapter, in: book.folder, verdicts, at: .longAgo)
      for verdict in verdicts {
        acceptance.compare(try #require(verdict.recording), of: verdict.example)
      }
      let result = acceptance.write()
      #expect(result.accepted.map(\.example.name) == ["one", "three"])
      #expect(result.refusals.map(\.example.name) == ["two"])
      #expect(
        try folder.text(of: "chapters/01-test.md") == """
          # Test

          ```console one
          $ b
          new one
          ```

          ```console two
          $ b
          old
          ```

          ```console three
          $ b
          new three
          ```

          """)
    }
  }
}
