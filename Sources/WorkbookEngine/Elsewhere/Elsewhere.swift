import LabProtocol
import WorkbookModel
import WorkbookRun
package import WorkbookVerify

/// What some examples gave on other machines: each of a machine's properties that programs can see was another one,
/// one at a time.
///
/// What a reader sees must not depend on any of that, so an example that differs depends on the knob that was turned.
package struct Elsewhere: Sendable {
  /// What came of one knob.
  package struct Round: Sendable {
    package let knob: Knob
    package let verdicts: [Verdict]

    /// Those that differ.
    package var differing: [Verdict] { verdicts.filter { !$0.passed && !$0.isUnavailable } }
    /// Those that couldn't be run there.
    package var unverified: [Verdict] { verdicts.filter(\.isUnavailable) }
    /// Those of them that don't say that such a machine can't run them: this machine refused.
    package var refused: [Verdict] { unverified.filter { !$0.saysSo } }
    /// Whether an example ran there.
    package var showsSomething: Bool { verdicts.contains { !$0.isUnavailable } }
  }

  /// What came of the examples as they are, in the order of the book.
  package let usual: Verification
  /// In the order in which the knobs were turned; of the examples that are here as their chapters say.
  package let rounds: [Round]

  /// The machines for which this one refused to run some examples.
  package var refusing: [Round] { rounds.filter { !$0.refused.isEmpty } }

  /// Whether no example could be run, here or on any other machine.
  package var showsNothing: Bool {
    usual.showsNothing || !rounds.isEmpty && !rounds.contains(where: \.showsSomething)
  }

  /// Whether everything was run that the chapters don't except.
  package var isWhole: Bool { usual.unverified.isEmpty && refusing.isEmpty }

  /// Whether everything is as the chapters say, here and elsewhere.
  package var holds: Bool { usual.holds && rounds.allSatisfy { $0.differing.isEmpty } }

  /// The examples that differ somewhere, each with the first verdict and the knobs that it was found with.
  package var dependent: [(verdict: Verdict, knobs: [Knob])] {
    usual.verdicts.compactMap { usual in
      let found = rounds.compactMap { round in
        round.differing.first { $0.example.name == usual.example.name }.map { ($0, round.knob) }
      }
      return found.first.map { ($0.0, found.map(\.1)) }
    }
  }
}

extension Verdict {
  /// Whether it is for want of something that the example says it needs that it wasn't run.
  fileprivate var saysSo: Bool {
    guard case .unavailable(let failure) = outcome, case .find(let lacking) = failure.purpose
    else { return false }
    return example.machineNeeds.map(Capability.init).contains(lacking)
  }
}
