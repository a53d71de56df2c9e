import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
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
  private let built: BuildResult
  /// What each example asks the lab for, by name.
  private let requests: [String: LabRequest]
  /// What was seen of programs, by what was asked for; nothing where there is nothing to see.
  private var observed: [LabRequest: TracedRun?] = [:]
  /// What is known of the words of its listings, by the listing's text.
  private(set) var highlights: [String: HighlightedSource] = [:]
  private var isHighlighted = false

  /// Whether this is what the chapter would give now.
  func isCurrent(for chapter: Chapter, of book: Book) -> Bool {
    chapter == self.chapter && book.configuration == configuration
  }

  /// What a chapter gives that has nothing to build or run.
  init(ofPlain chapter: Chapter, _ configuration: BookConfiguration) {
    self.chapter = chapter
    self.configuration = configuration
    (diagnostics, verdicts, recordings, requests) = ([], [], [:], [:])
    built = BuildResult()
    isHighlighted = true
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
    self.built = built
    requests = Dictionary(uniqueKeysWithValues: results.map { ($1.example.name, $0) })
    // What is still so is still shown.
    let asked = Set(requests.values)
    observed = (old?.observed ?? [:]).filter { asked.contains($0.key) }
    highlights = old?.highlights ?? [:]
    isHighlighted = old?.chapter.listings == chapter.listings && old?.isHighlighted == true
  }

  // MARK: What takes longer, and is shown when it is known

  /// What was seen of the programs, by the example's name.
  var traces: [String: TracedRun] {
    requests.compactMapValues { observed[$0] ?? nil }
  }

  /// The examples of whose programs nothing was seen yet.
  private var unobserved: [Example] {
    verdicts.filter(\.passed).map(\.example).filter { example in
      !example.isUntraced && requests[example.name].map { observed[$0] == nil } == true
    }
  }

  /// Whether pictures of runs are missing.
  var lacksPictures: Bool { !unobserved.isEmpty }

  /// Whether colours of listings are missing.
  var lacksColours: Bool { !isHighlighted }

  /// The same, with the pictures of runs that are missing.
  func withPictures(in workspace: Workspace) async throws -> ChapterFindings {
    var findings = self
    let traces = try await unobserved.concurrentMap(
      limit: ProcessInfo.processInfo.activeProcessorCount
    ) { example in
      let job = Verification.Job(example: example, chapter: chapter)
      return (example.name, try await Verification.trace(job, built, workspace).trace)
    }
    for (name, trace) in traces {
      if let request = requests[name] { findings.observed[request] = .some(trace) }
    }
    return findings
  }

  /// The same, with the colours of listings; what doesn't compile isn't understood, and has none.
  func withColours(in workspace: Workspace) async throws -> ChapterFindings {
    var findings = self
    if built.holds {
      findings.highlights = try await workspace.highlight([chapter], Progress())
    }
    findings.isHighlighted = true
    return findings
  }

  /// Prints what is wrong; nothing where all is well.
  func print(to console: Console) {
    for diagnostic in diagnostics { console.print(diagnostic) }
    for verdict in verdicts where !verdict.passed { verdict.printDetails(to: console) }
  }
}
