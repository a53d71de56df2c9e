package import LabProtocol
package import WorkbookBuild
package import WorkbookModel
import WorkbookRun
package import WorkbookVerify

/// What came of verifying a part of a book.
package struct Verification: Sendable {
  package let selection: Selection
  package let built: BuildResult
  /// What is known of each chapter that took part, by its name.
  package private(set) var results: [String: ChapterResult] = [:]
  /// What each example asked the lab for, by its name.
  package private(set) var requests: [String: LabRequest] = [:]

  /// What came of one example.
  struct Outcome: Sendable {
    let request: LabRequest
    let result: ExampleResult
  }

  init(
    _ selection: Selection, _ built: BuildResult, _ outcomes: [(Verifier.Job, Outcome)],
    _ tools: KnownTools = KnownTools()
  ) {
    self.selection = selection
    self.built = built
    for (chapter, _) in selection.chapters {
      results[chapter.name, default: ChapterResult()].diagnostics = built[chapter].diagnostics
    }
    for (job, outcome) in outcomes {
      var result = outcome.result
      result.verdict.note(tools.used(by: job.example))
      results[job.chapter.name, default: ChapterResult()].examples[job.example.name] = result
      requests[job.example.name] = outcome.request
    }
  }

  /// What the compiler said, in the order of the book.
  package var diagnostics: [Diagnostic] {
    selection.chapters.flatMap { results[$0.chapter.name]?.diagnostics ?? [] }
  }

  /// In the order of the book.
  package var verdicts: [Verdict] {
    selection.chapters.flatMap { chapter, examples in
      examples.compactMap { results[chapter.name]?.examples[$0.name]?.verdict }
    }
  }

  /// The verdicts on a chapter's examples, in their order.
  func verdicts(on chapter: Chapter) -> [Verdict] {
    chapter.examples.compactMap { results[chapter.name]?.examples[$0.name]?.verdict }
  }

  /// The verdict on an example, if it took part.
  func verdict(on example: Example) -> Verdict? {
    results.values.compactMap { $0.examples[example.name]?.verdict }.first
  }

  /// Takes another verdict on an example: it isn't the same every time.
  mutating func replace(_ verdict: Verdict) {
    let name = verdict.example.name
    guard let tools = results[verdict.chapter]?.examples[name]?.verdict.tools else { return }
    var verdict = verdict
    verdict.note(tools)
    results[verdict.chapter]?.examples[name] = ExampleResult(verdict)
  }

  /// How many listings and fragments had to compile.
  package var sourceCount: Int { built.chapters.values.reduce(0) { $0 + $1.count } }

  /// How many programs don't compile.
  package var brokenCount: Int { built.chapters.values.reduce(0) { $0 + $1.failed.count } }

  /// How many fragments don't compile.
  package var brokenFragmentCount: Int {
    built.chapters.values.reduce(0) { count, chapter in
      let blocks = chapter.diagnostics.filter { $0.severity == .error }.map(\.block)
      return count
        + Set(blocks).count { if case .fragment = $0 { true } else { false } }
    }
  }

  /// Whether everything compiles.
  package var isBuilt: Bool { built.chapters.values.allSatisfy(\.holds) }

  /// Whether everything is as the chapters say, as far as this machine can tell.
  package var holds: Bool {
    isBuilt
      && verdicts.allSatisfy { verdict in
        switch verdict.outcome {
        case .passed, .unavailable: true
        case .failed, .notBuilt: false
        }
      }
  }

  /// Whether all of a chapter was built and run, and is as the chapter says.
  package func isVerified(_ chapter: Chapter) -> Bool {
    built[chapter].holds && verdicts(on: chapter).allSatisfy(\.passed)
  }

  /// Whether nothing is known: as this machine could run none of the examples, or as there is neither an example nor
  /// a listing to compile.
  package var showsNothing: Bool {
    let verdicts = verdicts
    return verdicts.isEmpty ? sourceCount == 0 : unverified.count == verdicts.count
  }

  /// The examples that this machine couldn't run.
  package var unverified: [Verdict] { verdicts.filter(\.isUnavailable) }

  /// From how much longer on everything takes than usual a machine is slow, and may fail examples that race a clock.
  static let slow = 4.0

  /// How many times as long as usual everything took where an example failed, if that was on a slow machine.
  package var slowness: Double? {
    let slowest = verdicts.filter { !$0.passed }.compactMap(\.recording?.slowness).max() ?? 1
    return slowest >= Self.slow ? slowest : nil
  }

  /// The results as a published site shows them: with colours, and without what only authors are told.
  package func published(
    with highlights: [String: [SourceID: HighlightedSource]]
  ) -> [String: ChapterResult] {
    var published = results
    for name in results.keys {
      published[name]?.diagnostics = []
      published[name]?.highlights = highlights[name] ?? [:]
    }
    return published
  }
}
