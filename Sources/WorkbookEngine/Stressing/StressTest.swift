package import LabProtocol
package import WorkbookBuild
package import WorkbookModel
package import WorkbookRun
package import WorkbookVerify

/// What many runs of some examples gave: in changing order, several at once, with or without something else that keeps
/// the processors busy.
///
/// What a reader sees must not depend on any of that. Each time, an example is run twice: as a reader runs
/// it, and traced, as the order of the calls must be the same, too.
package struct StressTest: Sendable {
  /// What the runs of one example gave.
  package struct Tally: Sendable {
    package let example: Example
    package fileprivate(set) var passed = 0
    /// Those that weren't as the chapter says, a verdict for each way in which they weren't.
    package fileprivate(set) var failures: [(verdict: Verdict, count: Int)] = []
    package fileprivate(set) var unavailable: Verdict?
    /// The orders in which its calls came, and how often.
    package fileprivate(set) var orders: [(value: CanonicalOrder, count: Int)] = []
    /// The packets that its programs sent, if they are drawn, and how often.
    package fileprivate(set) var packets: [(value: [Packet], count: Int)] = []
    /// Why its calls couldn't be traced.
    package fileprivate(set) var untraced: LabFailure?

    init(_ example: Example) {
      self.example = example
    }

    package var count: Int { passed + failures.reduce(0) { $0 + $1.count } }
    package var holds: Bool { failures.isEmpty && orders.count <= 1 && packets.count <= 1 }
  }

  /// How an example was run.
  enum Kind: Hashable, Sendable {
    case asReadersDo
    case traced
  }

  /// In the order of the book.
  package internal(set) var tallies: [Tally]
  package let built: BuildResult
  package let selection: Selection
  /// What the compiler said, in the order of the book.
  package let diagnostics: [Diagnostic]

  init(_ selection: Selection, _ built: BuildResult) {
    self.built = built
    self.selection = selection
    tallies = selection.chapters.flatMap { $0.examples.map { Tally($0) } }
    diagnostics = selection.chapters.flatMap { built[$0.chapter].diagnostics }
  }

  /// Whether every run was as the chapters say, as far as this machine can tell.
  package var holds: Bool { isBuilt && tallies.allSatisfy(\.holds) }

  /// Whether some run wasn't as its chapter says, or a program doesn't compile; and not only its calls or packets
  /// came in another order.
  package var hasFailures: Bool { !isBuilt || tallies.contains { !$0.failures.isEmpty } }

  /// Whether everything compiles.
  package var isBuilt: Bool { built.chapters.values.allSatisfy(\.holds) }

  /// Whether nothing is known: as this machine could run none of the examples, or as there is neither an example nor
  /// a listing to compile.
  package var showsNothing: Bool {
    tallies.isEmpty
      ? built.chapters.values.allSatisfy { $0.count == 0 } : tallies.allSatisfy { $0.count == 0 }
  }

  /// Whether this machine couldn't run some of the examples, or couldn't trace them.
  package var isUnverified: Bool {
    tallies.contains { $0.unavailable != nil || $0.untraced != nil }
  }
}

extension StressTest.Tally {
  mutating func note(_ verdict: Verdict, _ kind: StressTest.Kind) {
    if kind == .traced, verdict.passed, let recording = verdict.recording {
      let run = TracedRun(recording, of: example)
      Self.count(run.order.outlined(), in: &orders)
      Self.count(run.packets, in: &packets)
    }
    switch verdict.outcome {
    case .passed: passed += 1
    case .unavailable(let failure) where kind == .traced: untraced = failure
    case .unavailable: unavailable = verdict
    case .failed, .notBuilt:
      if let known = failures.firstIndex(where: { $0.verdict.outcome == verdict.outcome }) {
        failures[known].count += 1
      } else {
        failures.append((verdict, 1))
      }
    }
  }

  private static func count<Value: Equatable>(
    _ value: Value, in counts: inout [(value: Value, count: Int)]
  ) {
    if let known = counts.firstIndex(where: { $0.value == value }) {
      counts[known].count += 1
    } else {
      counts.append((value, 1))
    }
  }
}
