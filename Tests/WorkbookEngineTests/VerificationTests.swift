import LabProtocol
import Testing
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport
import WorkbookVerify

@testable import WorkbookEngine

/// What a verification says as a whole.
@Suite struct VerificationTests {
  enum Outcome {
    case passed, failed, unavailable
  }

  private func verification(
    _ outcomes: [Outcome], broken: Set<String> = [], warnings: Int = 0, sources: Int = 0
  ) async throws -> Verification {
    try await TemporaryFolder.with { folder in
      let terminals = outcomes.indices.map { "```console e-\($0)\n$ echo\n\n```\n\n" }
      let book = try folder.book("```text a.txt\na\n```\n\n" + terminals.joined())
      let chapter = book.chapters[0]
      var built = ChapterBuild()
      (built.failed, built.count) = (broken, sources)
      built.diagnostics = (0..<warnings).map { line in
        Diagnostic(
          .compiler, .warning, at: SourceLocation(file: chapter.path, line: line + 1), "warned")
      }
      var result = BuildResult()
      result.chapters[chapter.name] = built
      let jobs = zip(chapter.examples, outcomes).map { example, outcome in
        var recording = Recording(
          of: example, outputs: [[outcome == .failed ? "other\n" : "\n"]])
        if outcome == .unavailable {
          recording.outcome = .unavailable(
            LabFailure(purpose: .makeUserNamespace, call: .unshare, code: 1))
        }
        let verdict = Comparison.verdict(on: recording, of: example, in: chapter)
        let request = LabRequest(
          hosts: [], names: [:], folder: example.name, files: [], programs: [], windows: [],
          terminals: [], limits: Limits())
        return (
          Verifier.Job(example, of: chapter, built),
          Verification.Outcome(request: request, result: ExampleResult(verdict))
        )
      }
      return try Verification(Selection([], in: book), result, jobs.reversed())
    }
  }

  @Test func `everything holds if all that could be run passed, and all compiles`() async throws {
    #expect(try await verification([.passed, .passed]).holds)
    #expect(try await verification([.passed], warnings: 1, sources: 1).holds)
    #expect(try await verification([.passed, .unavailable]).holds)
    #expect(try await !verification([.passed, .failed]).holds)
    #expect(try await !verification([.passed], broken: ["a"], sources: 1).holds)
  }

  @Test func `nothing is shown if nothing could be run, or there is nothing`() async throws {
    #expect(try await verification([]).showsNothing)
    #expect(try await !verification([], sources: 1).showsNothing)
    #expect(try await verification([.unavailable, .unavailable]).showsNothing)
    #expect(try await !verification([.unavailable, .passed]).showsNothing)
    #expect(try await verification([.unavailable, .passed]).unverified.count == 1)
  }

  @Test func `verdicts are in the order of the book, whatever was done first`() async throws {
    let verification = try await verification([.passed, .failed, .passed], warnings: 2)
    #expect(verification.verdicts.map(\.example.name) == ["e-0", "e-1", "e-2"])
    #expect(verification.diagnostics.map(\.location.line) == [1, 2])
    #expect(verification.requests.keys.sorted() == ["e-0", "e-1", "e-2"])
  }

  @Test func `what is published has colours, and nothing that only authors are told`()
    async throws
  {
    let verification = try await verification([.passed], warnings: 1, sources: 1)
    let source = HighlightedSource(tokens: [], declarations: [])
    let published = verification.published(with: ["01-test": [.fragment(0): source]])
    #expect(published["01-test"]?.diagnostics == [])
    #expect(published["01-test"]?.highlights == [.fragment(0): source])
    #expect(published["01-test"]?.examples == verification.results["01-test"]?.examples)
  }
}
