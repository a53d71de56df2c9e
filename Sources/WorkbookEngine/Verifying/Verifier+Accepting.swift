import FoundationEssentials
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
package import WorkbookVerify

extension Verifier {
  /// What came of accepting what some examples printed.
  package struct AcceptedOutput: Sendable {
    /// What was written into each chapter, and what was refused, in the order of the book.
    package var chapters: [Acceptance.Result] = []

    package var acceptedCount: Int { chapters.reduce(0) { $0 + $1.accepted.count } }
    package var isRefused: Bool {
      chapters.contains { !$0.refusals.isEmpty || $0.error != nil }
    }
  }

  /// How the runs that follow the first one differ from it: whether the tool has one processor only, and whether
  /// something else keeps the processors busy.
  private static let rounds: [(isOnOne: Bool, isLoaded: Bool)] = [
    (false, false), (true, false), (false, true), (true, true), (false, false),
  ]

  /// How long the further runs of an example may take, all together, in milliseconds; it has one in any case.
  private static let patience = 10_000.0

  /// Writes into each chapter what its examples printed, if they print the same on every run: under load, too, and
  /// with one processor.
  ///
  /// - Parameters:
  ///   - verification: What came of verifying the book.
  ///   - onChapter: Called when a chapter is done, with what was written into it.
  /// - Returns: What was written, and what was refused.
  /// - Throws: `RunError` if the helper fails.
  package func accept(
    _ verification: Verification, onChapter: (Acceptance.Result) -> Void = { _ in }
  ) async throws -> AcceptedOutput {
    var acceptances = verification.selection.chapters.map { chapter, _ in
      Acceptance(
        chapter, in: workspace.book.folder, verification.verdicts(on: chapter), at: .now)
    }
    for (round, circumstances) in Self.rounds.enumerated() {
      let jobs = acceptances.enumerated().flatMap { index, acceptance in
        acceptance.candidates
          .filter { round == 0 || Double(round + 1) * $0.duration <= Self.patience }
          .map { candidate in
            let built = verification.built[acceptance.chapter]
            return (index: index, job: Job(candidate.example, of: acceptance.chapter, built))
          }
      }
      guard !jobs.isEmpty else { break }
      tell(.round(round + 1, of: Self.rounds.count))
      for (index, job, recording) in try await run(jobs, circumstances) {
        acceptances[index].compare(recording, of: job.example)
      }
    }
    tell(.done)
    var output = AcceptedOutput()
    for acceptance in acceptances {
      let result = acceptance.write()
      onChapter(result)
      output.chapters.append(result)
    }
    return output
  }

  private func run(
    _ jobs: [(index: Int, job: Job)], _ circumstances: (isOnOne: Bool, isLoaded: Bool)
  ) async throws -> [(index: Int, job: Job, recording: Recording)] {
    let count = ProcessInfo.processInfo.activeProcessorCount
    let processors = circumstances.isOnOne ? Processors.limitToOne() : nil
    defer { processors?.restore() }
    let load = Load(threads: circumstances.isLoaded ? count : 0)
    defer { load.end() }
    return try await jobs.concurrentMap(limit: 2 * count) { index, job in
      (index, job, try await run(job))
    }
  }
}
