import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

@testable import WorkbookVerify

/// Chapters whose windows are told in several terminals, before and after what was printed is written into them.
@Suite struct AcceptedWindowTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: [String]
    /// What each step shows, by terminal.
    let outputs: [[String]]
    let after: [String]
  }

  static let cases = [
    Case(
      testDescription: "a window that waits with a prompt, and is answered later",
      before: ["$ ask\na? ‹1›", "$ echo x", "‹2›"],
      outputs: [["a? ", "1\nb? "], ["x\n"], ["", "2\nend\n"]],
      after: ["$ ask\na? ‹1›\nb? \\", "$ echo x\nx", "‹2›\nend"]),
    Case(
      testDescription: "a prompt that comes meanwhile, and is answered there",
      before: ["$ ask\na? ‹1›", "$ echo x", "‹2›"],
      outputs: [["a? ", "1\n"], ["x\n"], ["b? ", "2\nend\n"]],
      after: ["$ ask\na? ‹1›", "$ echo x\nx", "b? ‹2›\nend"]),
    Case(
      testDescription: "a command that waits with a prompt, and is answered later",
      before: ["$ ask", "$ echo x", "‹2›"],
      outputs: [["a? "], ["x\n"], ["", "2\nend\n"]],
      after: ["$ ask\na? \\", "$ echo x\nx", "‹2›\nend"]),
    Case(
      testDescription:
        "a prompt that is there already, and one that is shown where it isn't printed",
      before: ["$ ask\na? \\", "$ echo x", "a? ‹2›"],
      outputs: [["a? "], ["x\n"], ["", "2\nend\n"]],
      after: ["$ ask\na? \\", "$ echo x\nx", "‹2›\nend"]),
    Case(
      testDescription: "a prompt that ends in a printed backslash",
      before: ["$ ask", "$ echo x", "‹2›"],
      outputs: [["C:\\"], ["x\n"], ["", "2\n"]],
      after: ["$ ask\nC:\\\\\\", "$ echo x\nx", "‹2›"]),
    Case(
      testDescription: "an interpreter's prompt, and the end of the input",
      before: ["$ python3 -q\n‹1›", "$ echo x", "‹2›\n^D"],
      outputs: [[">>> ", "1\n1\n>>> "], ["x\n"], ["", "2\n2\n>>> ", "\n"]],
      after: ["$ python3 -q\n>>> ‹1›\n1\n>>> \\", "$ echo x\nx", "‹2›\n2\n>>> \\\n^D\n"]),
  ]

  @Test(arguments: cases)
  func `windows that go on, after their example ran`(_ example: Case) async throws {
    func chapter(_ blocks: [String]) -> String {
      zip(blocks, ["window=one", "window=two", "window=one"]).map { text, window in
        "```console a \(window)\n\(text)\n```"
      }.joined(separator: "\n\n")
    }
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(chapter(example.before), in: folder, outputs: example.outputs)
      var acceptance = Acceptance(run.chapter, in: run.book.folder, [run.verdict], at: .longAgo)
      acceptance.compare(run.recording, of: run.example)
      let result = acceptance.write()
      #expect(result.refusals.map(\.reason) == [])
      #expect(
        try folder.text(of: "chapters/01-test.md") == "# Test\n\n\(chapter(example.after))\n")
      let accepted = try Book.read(from: run.book.folder).chapters[0]
      let verdict = Comparison.verdict(
        on: run.recording, of: accepted.examples[0], in: accepted)
      #expect(verdict.passed, "\(verdict.differences)")
    }
  }
}
