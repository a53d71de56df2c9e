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
