import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// Builds, runs and compares what was selected: what `verify` and `build` have in common.
struct Verification: Sendable {
  let workspace: Workspace
  let built: BuildResult
  /// In the order of the book.
  let verdicts: [Verdict]

  init(_ selection: Selection, in workspace: Workspace, _ progress: Progress) async throws {
    self.workspace = workspace
    let built = try await workspace.build(selection.buildable, progress)
    self.built = built
    let jobs = selection.chapters.flatMap { chapter, examples in
      examples.map { Job(example: $0, chapter: chapter) }
    }
    // Programs of examples wait for each other more than they compute.
    verdicts = try await jobs.concurrentMap(
      limit: 2 * ProcessInfo.processInfo.activeProcessorCount
    ) { job in
      progress.show("running \(job.example.name)", isBrief: true)
      return try await Self.verdict(on: job, built, workspace)
    }
    progress.clear()
  }

  /// An example that is to be run.
  struct Job: Sendable {
    let example: Example
    let chapter: Chapter
  }

  static func verdict(
    on job: Job, _ built: BuildResult, _ workspace: Workspace,
    observing observation: LabRequest.Observation = .init()
  ) async throws -> Verdict {
    let missing = (built.failed[job.chapter.name] ?? [])
      .filter { job.example.mentions($0, in: job.chapter) }
    guard missing.isEmpty else {
      return .notBuilt(job.example, in: job.chapter, missing: missing.sorted())
    }
    let recording = try await run(
      job.example, of: job.chapter, built, workspace, observing: observation)
    return Comparison.verdict(on: recording, of: job.example, in: job.chapter)
  }

  private static func run(
    _ example: Example, of chapter: Chapter, _ built: BuildResult, _ workspace: Workspace,
    observing observation: LabRequest.Observation = .init()
  ) async throws -> Recording {
    try await workspace.lab.run(
      example, of: chapter,
      programs: workspace.programs(for: example, of: chapter, in: built), observing: observation)
  }

  /// Runs an example once more.
  func rerun(_ example: Example, of chapter: Chapter) async throws -> Recording {
    try await Self.run(example, of: chapter, built, workspace)
  }

  /// Whether everything is as the chapters say, as far as this machine can tell.
  var holds: Bool {
    built.holds
      && verdicts.allSatisfy { verdict in
        switch verdict.outcome {
        case .passed, .unavailable: true
        case .failed, .notBuilt: false
        }
      }
  }

  /// The examples that this machine couldn't run.
  var unverified: [Verdict] {
    verdicts.filter { verdict in
      if case .unavailable = verdict.outcome { true } else { false }
    }
  }
}

extension BuildResult {
  /// Whether every listing compiles, fragments too.
  var holds: Bool {
    failed.isEmpty && !diagnostics.contains { $0.severity == .error }
  }
}
