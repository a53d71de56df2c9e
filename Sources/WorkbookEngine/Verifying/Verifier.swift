import FoundationEssentials
package import LabProtocol
package import WorkbookBuild
package import WorkbookModel
package import WorkbookRun
import WorkbookSupport
package import WorkbookVerify

/// Builds, runs and compares examples of a book.
///
/// This is the front door of the engine: `verify`, `build`, `run` and `serve` ask it, and differ in what they keep of
/// the answer. It prints nothing; what it is doing it tells as ``VerifierEvent``.
package struct Verifier: Sendable {
  package let workspace: Workspace
  let tell: @Sendable (VerifierEvent) -> Void

  /// Makes a verifier.
  ///
  /// - Parameters:
  ///   - workspace: The book, and what it takes to build and run it.
  ///   - tell: Called for each event, on any thread.
  package init(
    _ workspace: Workspace, _ tell: @escaping @Sendable (VerifierEvent) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.tell = tell
  }

  /// Which examples are run once more, to see what their programs do.
  package enum Tracing: Hashable, Sendable {
    case none
    /// Those that pass, and may be traced.
    case passing
  }

  /// An example that is to be run.
  package struct Job: Sendable {
    package let example: Example
    package let chapter: Chapter
    /// What was built of the chapter.
    let built: ChapterBuild

    package init(_ example: Example, of chapter: Chapter, _ built: ChapterBuild) {
      (self.example, self.chapter, self.built) = (example, chapter, built)
    }
  }

  /// Builds, runs and compares what was selected.
  ///
  /// - Parameters:
  ///   - selection: What to verify.
  ///   - tracing: Which examples are run once more, traced.
  ///   - cache: Runs that needn't be repeated.
  /// - Returns: What came of it. An example that isn't as its chapter says is a verdict.
  /// - Throws: `BuildError` and `RunError` if nothing can be built or run at all.
  package func verify(
    _ selection: Selection, tracing: Tracing = .none, reusing cache: RunCache = RunCache()
  ) async throws -> Verification {
    let built = try await build(selection)
    let jobs = selection.chapters.flatMap { chapter, examples in
      let built = built[chapter]
      return examples.map { Job($0, of: chapter, built) }
    }
    async let tools = knownTools(neededBy: jobs.map(\.example))
    // What takes long is begun first, and programs of examples wait for each other more than they compute.
    let durations = jobs.map { workspace.durations.duration(of: $0.example) }
    let longestFirst = jobs.indices.sorted { (durations[$1], $0) < (durations[$0], $1) }
    let outcomes = try await longestFirst.concurrentMap(
      limit: 2 * ProcessInfo.processInfo.activeProcessorCount
    ) { index in
      tell(.running(jobs[index].example.name))
      return (jobs[index], try await outcome(of: jobs[index], tracing, reusing: cache))
    }
    tell(.done)
    return Verification(selection, built, outcomes, try await tools)
  }

  private func outcome(
    of job: Job, _ tracing: Tracing, reusing cache: RunCache
  ) async throws -> Verification.Outcome {
    let request = request(for: job)
    let verdict: Verdict
    if let recording = cache[request] {
      verdict = Comparison.verdict(on: recording, of: job.example, in: job.chapter)
    } else {
      verdict = try await self.verdict(on: job)
      if let recording = verdict.recording {
        // A store that can't be written to makes nothing but the next run slower.
        try? await workspace.durations.note(recording.duration, of: job.example)
      }
    }
    guard tracing == .passing, verdict.passed, !job.example.isUntraced else {
      return Verification.Outcome(request: request, result: ExampleResult(verdict))
    }
    let traced = try await trace(job)
    // Pages show what a reader sees, and a reader doesn't trace.
    return Verification.Outcome(
      request: request,
      result: traced.trace == nil ? traced : ExampleResult(verdict, trace: traced.trace))
  }

  // MARK: The parts of it

  /// Builds what a selection needs.
  ///
  /// - Returns: The programs, and what the compilers said.
  /// - Throws: `BuildError` if nothing can be built at all.
  package func build(_ selection: Selection) async throws -> BuildResult {
    try await build(selection.sources)
  }

  /// Builds some programs of chapters.
  package func build(_ sources: [ChapterSources]) async throws -> BuildResult {
    let built = try await workspace.builder.build(sources) { [tell] in tell(.compiling($0)) }
    tell(.done)
    return built
  }

  /// Runs an example, and compares what its terminals show with the chapter.
  ///
  /// - Parameters:
  ///   - job: The example.
  ///   - observation: What is recorded besides what the terminals show.
  /// - Returns: The verdict.
  /// - Throws: `RunError` if the helper fails.
  func verdict(
    on job: Job, observing observation: LabRequest.Observation = .init()
  ) async throws -> Verdict {
    let missing = job.built.failed.intersection(job.example.programs)
    guard missing.isEmpty else {
      return .notBuilt(job.example, in: job.chapter, missing: missing.sorted())
    }
    let recording = try await run(job, observing: observation)
    return Comparison.verdict(on: recording, of: job.example, in: job.chapter)
  }

  /// Runs an example.
  ///
  /// - Parameters:
  ///   - job: The example.
  ///   - observation: What is recorded besides what the terminals show.
  ///   - onEvent: Called for each event of the run as it happens, in order.
  /// - Returns: What was recorded.
  /// - Throws: `RunError` if the helper fails.
  package func run(
    _ job: Job, observing observation: LabRequest.Observation = .init(),
    onEvent: @Sendable (Recording.Event) -> Void = { _ in }
  ) async throws -> Recording {
    var request = request(for: job)
    request.observation = observation
    return try await workspace.lab.run(request, onEvent: onEvent)
  }

  func request(for job: Job) -> LabRequest {
    var programs: [String: URL] = [:]
    for name in job.example.programs { programs[name] = job.built.programs[name]?.executable }
    return workspace.lab.request(for: job.example, of: job.chapter, programs: programs)
  }

  /// Runs an example that passed once more, to see what its programs do.
  ///
  /// - Returns: Its verdict, and what was seen; `nil` for the latter if the example doesn't pass like this: what
  ///   differs when it is looked at more closely isn't to be relied on.
  /// - Throws: `RunError` if the helper fails, `BuildError` if the lines of calls can't be found.
  package func trace(_ job: Job) async throws -> ExampleResult {
    let verdict = try await verdict(on: job, observing: .programs(of: job.example))
    guard verdict.passed, let recording = verdict.recording else { return ExampleResult(verdict) }
    var trace = TracedRun(recording, of: job.example)
    var lines: [String: [UInt64: Int]] = [:]
    for (name, addresses) in trace.order.addresses {
      lines[name] = try await job.built.programs[name]?.lines(at: addresses, workspace.toolChain)
    }
    trace.order.note(lines: lines)
    return ExampleResult(verdict, trace: trace)
  }

  /// Finds out what the words of chapters' sources are, which have to compile.
  ///
  /// - Returns: What is known of them, by the chapter's name.
  /// - Throws: `BuildError` if the language server can't be asked.
  package func highlight(
    _ chapters: [Chapter]
  ) async throws -> [String: [SourceID: HighlightedSource]] {
    let highlights = try await workspace.highlighter.highlight(chapters) {
      tell(.colouring(count: $0))
    }
    tell(.done)
    return highlights
  }
}

extension LabRequest.Observation {
  /// What is looked at to see what the programs of an example do.
  package static func programs(of example: Example) -> Self {
    Self(traces: true, captures: example.pictures.contains(where: \.needsCapture))
  }
}
