import FoundationEssentials
import Glibc
import LabProtocol
import Synchronization
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// Runs every example many times, each round in another order, with another number of them at once, and
/// with or without something else that keeps the processors busy.
///
/// What a reader sees must not depend on any of that. Each time, an example is run twice: as a reader runs
/// it, and traced, as the order of the calls must be the same, too.
struct Stress: Sendable {
  /// What the runs of one example gave.
  struct Tally: Sendable {
    let example: Example
    var passed = 0
    /// Those that weren't as the chapter says, a verdict for each way in which they weren't.
    var failures: [(verdict: Verdict, count: Int)] = []
    var unavailable: Verdict?
    /// The orders in which its calls came, and how often.
    var orders: [(order: CanonicalOrder, count: Int)] = []
    /// The packets that its programs sent, where they are drawn, and how often.
    var packets: [(packets: [Packet], count: Int)] = []
    /// Why its calls couldn't be traced.
    var untraced: LabFailure?

    var count: Int { passed + failures.reduce(0) { $0 + $1.count } }
    var holds: Bool { failures.isEmpty && orders.count <= 1 && packets.count <= 1 }
  }

  /// In the order of the book.
  private(set) var tallies: [Tally]
  let built: BuildResult

  init(
    _ selection: Selection, rounds: Int, in workspace: Workspace, _ progress: Progress
  ) async throws {
    let built = try await workspace.build(selection.buildable, progress)
    self.built = built
    let jobs = selection.chapters.flatMap { chapter, examples in
      examples.map { Verification.Job(example: $0, chapter: chapter) }
    }
    tallies = jobs.map { Tally(example: $0.example) }
    let processors = ProcessInfo.processInfo.activeProcessorCount
    for round in 0..<rounds {
      progress.show("round \(round + 1) of \(rounds)", isBrief: true)
      let load = Load(threads: round % 2 == 1 ? processors : 0)
      defer { load.end() }
      let runs = jobs.enumerated().flatMap { index, job in
        [Run(index: index, job: job, isTraced: false)]
          + (job.example.isUntraced ? [] : [Run(index: index, job: job, isTraced: true)])
      }
      let verdicts = try await runs.shuffled().concurrentMap(
        limit: [1, 2, 4][round % 3] * processors
      ) { run in
        let verdict = try await Verification.verdict(
          on: run.job, built, workspace,
          observing: run.isTraced ? .programs(of: run.job.example) : .init())
        return (run, verdict)
      }
      for (run, verdict) in verdicts { tallies[run.index].note(verdict, isTraced: run.isTraced) }
    }
    progress.clear()
  }

  private struct Run: Sendable {
    let index: Int
    let job: Verification.Job
    let isTraced: Bool
  }

  /// Whether every run was as the chapters say, as far as this machine can tell.
  var holds: Bool {
    built.holds && tallies.allSatisfy(\.holds)
  }

  /// Whether some run wasn't as its chapter says, or a program doesn't compile; and not only its calls or packets
  /// came in another order.
  var hasFailures: Bool {
    !built.holds || tallies.contains { !$0.failures.isEmpty }
  }

  /// Whether nothing is known: as this machine could run none of the examples, or as there is neither an example nor
  /// a listing to compile.
  var showsNothing: Bool {
    tallies.isEmpty ? built.count == 0 : tallies.allSatisfy { $0.count == 0 }
  }

  /// Whether this machine couldn't run some of the examples, or couldn't trace them.
  var isUnverified: Bool {
    tallies.contains { $0.unavailable != nil || $0.untraced != nil }
  }
}

extension Stress.Tally {
  mutating func note(_ verdict: Verdict, isTraced: Bool) {
    if isTraced, verdict.passed, let recording = verdict.recording {
      let order = CanonicalOrder(of: recording).outline(of: example)
      if let known = orders.firstIndex(where: { $0.order == order }) {
        orders[known].count += 1
      } else {
        orders.append((order, 1))
      }
      let sent = TracedRun.packets(in: recording)
      if let known = packets.firstIndex(where: { $0.packets == sent }) {
        packets[known].count += 1
      } else {
        packets.append((sent, 1))
      }
    }
    switch verdict.outcome {
    case .passed: passed += 1
    case .unavailable(let failure) where isTraced: untraced = failure
    case .unavailable: unavailable = verdict
    case .failed, .notBuilt:
      if let known = failures.firstIndex(where: { $0.verdict.outcome == verdict.outcome }) {
        failures[known].count += 1
      } else {
        failures.append((verdict, 1))
      }
    }
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
