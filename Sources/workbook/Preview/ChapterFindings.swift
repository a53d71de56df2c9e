import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// What building and running a chapter gave.
struct ChapterFindings: Sendable {
  private let chapter: Chapter
  private let configuration: BookConfiguration
  /// What the compiler said.
  let diagnostics: [Diagnostic]
  /// In the order of the chapter.
  let verdicts: [Verdict]
  /// The runs that came to an end, by what was asked for.
  private let recordings: [LabRequest: Recording]

  /// Whether this is what the chapter would give now.
  func isCurrent(for chapter: Chapter, of book: Book) -> Bool {
    chapter == self.chapter && book.configuration == configuration
  }

  /// What a chapter gives that has nothing to build or run.
  init(ofPlain chapter: Chapter, _ configuration: BookConfiguration) {
    self.chapter = chapter
    self.configuration = configuration
    (diagnostics, verdicts, recordings) = ([], [], [:])
  }

  /// Builds and runs a chapter, as far as that isn't known yet.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - workspace: What it takes.
  ///   - old: What its former text gave.
  /// - Throws: `BuildError` and `RunError`, where nothing can be built or run at all.
  init(
    _ chapter: Chapter, in workspace: Workspace, reusing old: ChapterFindings?
  ) async throws {
    let built = try await workspace.build([chapter], Progress())
    let known = old?.recordings ?? [:]
    let results = try await chapter.examples.concurrentMap(
      limit: 2 * ProcessInfo.processInfo.activeProcessorCount
    ) { example -> (LabRequest, Verdict) in
      let request = workspace.lab.request(
        for: example, of: chapter,
        programs: workspace.programs(for: example, of: chapter, in: built))
      if let recording = known[request] {
        return (request, Comparison.verdict(on: recording, of: example, in: chapter))
      }
      let job = Verification.Job(example: example, chapter: chapter)
      return (request, try await Verification.verdict(on: job, built, workspace))
    }
    self.chapter = chapter
    configuration = workspace.book.configuration
    diagnostics = built.diagnostics
    verdicts = results.map(\.1)
    var recordings: [LabRequest: Recording] = [:]
    for (request, verdict) in results {
      // One that reached a limit may do better the next time.
      if verdict.recording?.outcome == .ran(.complete) { recordings[request] = verdict.recording }
    }
    self.recordings = recordings
  }

  /// Prints what is wrong; nothing where all is well.
  func print(to console: Console) {
    for diagnostic in diagnostics { console.print(diagnostic) }
    for verdict in verdicts where !verdict.passed { verdict.printDetails(to: console) }
  }
}
