import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// Builds, runs and compares what was selected: what `verify` and `build` have in common.
struct Verification: Sendable {
  let workspace: Workspace
  let built: BuildResult
  /// In the order of the book.
  let verdicts: [Verdict]
  /// What was seen of the programs, by the example's name, where that was asked for.
  let traces: [String: TracedRun]

  /// Runs what was selected.
  ///
  /// - Parameters:
  ///   - selection: What to run.
  ///   - workspace: Where the book is.
  ///   - isTraced: Whether to run each example once more, traced; those that can't be, or mustn't, have
  ///     no order.
  ///   - progress: Where to say what goes on.
  /// - Throws: What building and running throw. An example that isn't as its chapter says is a verdict.
  init(
    _ selection: Selection, in workspace: Workspace, isTraced: Bool = false, _ progress: Progress
  ) async throws {
    self.workspace = workspace
    let built = try await workspace.build(selection.buildable, progress)
    self.built = built
    let jobs = selection.chapters.flatMap { chapter, examples in
      examples.map { Job(example: $0, chapter: chapter) }
    }
    let durations = jobs.map { workspace.durations.duration(of: $0.example) }
    let longestFirst = jobs.indices.sorted {
      (durations[$1], $0) < (durations[$0], $1)
    }
    // Programs of examples wait for each other more than they compute.
    let runs = try await longestFirst.concurrentMap(
      limit: 2 * ProcessInfo.processInfo.activeProcessorCount
    ) { index in
      let job = jobs[index]
      progress.show("running \(job.example.name)", isBrief: true)
      let verdict = try await Self.verdict(on: job, built, workspace)
      if let recording = verdict.recording {
        // A store that can't be written to makes nothing but the next run slower.
        try? await workspace.durations.note(recording.duration, of: job.example)
      }
      guard isTraced, verdict.passed, !job.example.isUntraced else {
        return (index: index, verdict: verdict, trace: TracedRun?.none)
      }
      let traced = try await Self.trace(job, built, workspace)
      // Pages show what readers see, who don't trace.
      return (
        index: index, verdict: traced.trace == nil ? traced.verdict : verdict, trace: traced.trace
      )
    }.sorted { $0.index < $1.index }
    progress.clear()
    verdicts = runs.map(\.verdict)
    traces = Dictionary(
      uniqueKeysWithValues: runs.compactMap { run in
        run.trace.map { (run.verdict.example.name, $0) }
      })
  }

  /// Runs an example that passed once more, to see what its programs do.
  ///
  /// - Returns: Its verdict, and what was seen; nothing where the example doesn't pass like this: what differs
  ///   when it is looked at more closely isn't to be relied on.
  static func trace(
    _ job: Job, _ built: BuildResult, _ workspace: Workspace
  ) async throws -> (verdict: Verdict, trace: TracedRun?) {
    let verdict = try await verdict(
      on: job, built, workspace,
      observing: .programs(of: job.example))
    guard verdict.passed, let recording = verdict.recording else { return (verdict, nil) }
    var trace = TracedRun(recording, of: job.example)
    trace.order.note(
      lines: try await lines(
        at: trace.order.addresses, of: built.programs[job.chapter.name] ?? [], workspace))
    return (verdict, trace)
  }

  private static func lines(
    at addresses: [String: Set<UInt64>], of programs: [Program], _ workspace: Workspace
  ) async throws -> [String: [UInt64: Int]] {
    var lines: [String: [UInt64: Int]] = [:]
    for program in programs {
      guard let wanted = addresses[program.name] else { continue }
      lines[program.name] = try await program.lines(at: wanted, workspace.toolChain)
    }
    return lines
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

  /// Whether nothing is known: as this machine could run none of the examples, or as there is neither an example nor
  /// a listing to compile.
  var showsNothing: Bool {
    verdicts.isEmpty ? built.count == 0 : unverified.count == verdicts.count
  }

  /// The examples that this machine couldn't run.
  var unverified: [Verdict] {
    verdicts.filter { verdict in
      if case .unavailable = verdict.outcome { true } else { false }
    }
  }
}

extension LabRequest.Observation {
  /// What is looked at to see what the programs of an example do.
  static func programs(of example: Example) -> Self {
    Self(traces: true, captures: example.pictures.contains(.packets))
  }
}

extension BuildResult {
  /// Whether every listing compiles, fragments too.
  var holds: Bool {
    failed.isEmpty && !diagnostics.contains { $0.severity == .error }
  }
}
