import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookSupport
import WorkbookVerify

extension Verifier {
  /// Runs what was selected many times.
  ///
  /// - Parameters:
  ///   - selection: What to run.
  ///   - rounds: How often.
  /// - Returns: What the runs gave.
  /// - Throws: `BuildError` and `RunError` if nothing can be built or run at all.
  package func stress(_ selection: Selection, rounds: Int) async throws -> StressTest {
    var test = StressTest(selection, try await build(selection))
    let jobs = selection.chapters.flatMap { chapter, examples in
      examples.map { Job($0, of: chapter, test.built[chapter]) }
    }
    let tools = try await knownTools(neededBy: jobs.map(\.example))
    let processors = ProcessInfo.processInfo.activeProcessorCount
    for round in 0..<rounds {
      tell(.round(round + 1, of: rounds))
      let load = Load(threads: round % 2 == 1 ? processors : 0)
      defer { load.end() }
      let runs = jobs.enumerated().flatMap { index, job in
        [Run(index: index, job: job, kind: .asReadersDo)]
          + (job.example.isUntraced ? [] : [Run(index: index, job: job, kind: .traced)])
      }
      let verdicts = try await runs.shuffled().concurrentMap(
        limit: [1, 2, 4][round % 3] * processors
      ) { run in
        var verdict = try await verdict(
          on: run.job, observing: run.kind == .traced ? .programs(of: run.job.example) : .init())
        verdict.note(tools.used(by: run.job.example))
        return (run, verdict)
      }
      for (run, verdict) in verdicts { test.tallies[run.index].note(verdict, run.kind) }
    }
    tell(.done)
    return test
  }

  private struct Run: Sendable {
    let index: Int
    let job: Job
    let kind: StressTest.Kind
  }
}
