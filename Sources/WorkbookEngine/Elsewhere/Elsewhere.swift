import WorkbookModel
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
    /// Those that such a machine can't run.
    package var unverified: [Verdict] { verdicts.filter(\.isUnavailable) }
  }

  /// What came of the examples as they are, in the order of the book.
  package let usual: Verification
  /// In the order in which the knobs were turned; of the examples that are here as their chapters say.
  package let rounds: [Round]

  /// The machines that couldn't be had: not even one example could be run there.
  package var unavailable: [Round] {
    rounds.filter { !$0.verdicts.isEmpty && $0.unverified.count == $0.verdicts.count }
      .filter { round in
        // An example may well say that it can't be run there.
        !round.verdicts.allSatisfy { !$0.example.machineNeeds.isEmpty }
      }
  }

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
