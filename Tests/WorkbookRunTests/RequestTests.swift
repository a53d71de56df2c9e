import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

/// What a chapter's terminals ask of the lab.
@Suite struct RequestTests {
  private static let chapter = #"""
    ```console talk window=one
    $ ask
    one
    ...
    [..] two\\
    Name? ‹Ada›
    hello\
    ```

    ```console talk
    $ true
    ```

    ```console talk window=one
    ‹C:\›
    ^C
    bye\
    $ last
    ```
    """#

  private func example(_ body: (Example, Chapter) throws -> Void) async throws {
    try await TemporaryFolder.with { folder in
      let chapter = try folder.book(Self.chapter).chapters[0]
      try body(chapter.examples[0], chapter)
    }
  }

  /// A window that prints at intervals is interrupted when it has shown them.
  @Test func `lines that a step shows are counted, but for what isn't ended`() async throws {
    try await example { example, chapter in
      let request = TestLab.lab.request(for: example, of: chapter, programs: [:])
      // One line ends in a backslash that is printed, and one in a backslash that is typed.
      #expect(request.terminals.map { $0.steps.map(\.lineCount) } == [[2, 1], [0], [0, 1, 0, 0]])
    }
  }

  @Test func `the steps of a command are those up to the next one of its window`() async throws {
    try await example { example, _ in
      let first = StepPlace(terminal: 0, step: 0)
      let last = StepPlace(terminal: 2, step: 3)
      #expect(
        example.steps(ofCommandAt: first)
          == [
            first, StepPlace(terminal: 0, step: 1), StepPlace(terminal: 2, step: 0),
            StepPlace(terminal: 2, step: 1), StepPlace(terminal: 2, step: 2),
          ])
      #expect(example.steps(ofCommandAt: last) == [last])
      #expect(example.isInterrupted(at: first))
      #expect(!example.isInterrupted(at: StepPlace(terminal: 1, step: 0)))
      #expect(!example.isInterrupted(at: last))
    }
  }
}
