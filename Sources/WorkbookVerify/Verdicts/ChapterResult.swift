package import WorkbookModel
package import WorkbookRun

/// All that is known of a chapter: what the compiler said, what its examples showed, and what its words mean.
///
/// A site is made of a book and one of these for each of its chapters.
package struct ChapterResult: Hashable, Sendable {
  /// What the compiler said.
  package var diagnostics: [Diagnostic] = []
  /// What came of each example that was run, by its name.
  package var examples: [String: ExampleResult] = [:]
  /// What is known of the words of its sources; other sources have no colours.
  package var highlights: [SourceID: HighlightedSource] = [:]

  /// What is known of a chapter before anything is built or run.
  package init() {}
}

/// What is known of an example.
package struct ExampleResult: Hashable, Sendable {
  package var verdict: Verdict
  /// What was seen of its programs, if that was asked for, and could be seen.
  package var trace: TracedRun?

  package init(_ verdict: Verdict, trace: TracedRun? = nil) {
    (self.verdict, self.trace) = (verdict, trace)
  }
}
