import FoundationEssentials
import Glibc
import LabProtocol
import Synchronization
import WorkbookBuild
import WorkbookModel
import WorkbookSupport

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
        let verdict = try await verdict(
          on: run.job, observing: run.kind == .traced ? .programs(of: run.job.example) : .init())
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

/// Threads that do nothing but keep processors busy.
private struct Load {
  private final class Flag: Sendable {
    let isUp = Atomic(false)
  }

  private let flag = Flag()
  private let threads: [pthread_t]

  init(threads count: Int) {
    let flag = flag
    threads = (0..<count).map { _ in
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(flag).toOpaque()
      let code = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let flag = Unmanaged<Flag>.fromOpaque(argument).takeRetainedValue()
          while !flag.isUp.load(ordering: .relaxed) {}
          return nil
        }, argument)
      precondition(code == 0, "no thread could be started")
      return thread
    }
  }

  func end() {
    flag.isUp.store(true, ordering: .relaxed)
    for thread in threads { pthread_join(thread, nil) }
  }
}
