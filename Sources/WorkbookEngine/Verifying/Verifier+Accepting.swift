import WorkbookBuild
import WorkbookModel
package import WorkbookVerify

extension Verifier {
  /// What came of accepting what some examples printed.
  package struct AcceptedOutput: Sendable {
    /// What was written into each chapter, and what was refused, in the order of the book.
    package var chapters: [Acceptance.Result] = []

    package var acceptedCount: Int { chapters.reduce(0) { $0 + $1.accepted.count } }
    package var isRefused: Bool { chapters.contains { !$0.refusals.isEmpty } }
  }

  /// Writes into each chapter what its examples printed, if they print the same once more.
  ///
  /// - Parameters:
  ///   - verification: What came of verifying the book.
  ///   - onChapter: Called when a chapter is done, with what was written into it.
  /// - Returns: What was written, and what was refused.
  /// - Throws: `AcceptanceError` if a chapter can't be written; earlier chapters are written then.
  package func accept(
    _ verification: Verification, onChapter: (Acceptance.Result) -> Void = { _ in }
  ) async throws -> AcceptedOutput {
    var output = AcceptedOutput()
    for (chapter, _) in verification.selection.chapters {
      let built = verification.built[chapter]
      let result = try await Acceptance(chapter, in: workspace.book.folder)
        .accept(verification.verdicts(on: chapter)) { example in
          try await run(Job(example, of: chapter, built))
        }
      onChapter(result)
      output.chapters.append(result)
    }
    return output
  }
}
