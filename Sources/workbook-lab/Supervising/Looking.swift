/// Whether all that programs do is to look around: they go on for a moment, again and again, and show nothing.
///
/// A shell that waits in a loop starts other programs for it, which come and go, so that each look finds others. One of
/// them sleeps: a compiler starts others, too, and they wait for each other or for a disk. What sleeps a few times and
/// then goes on, as a loop that counts, mustn't be taken for it, so this takes seconds.
struct Looking {
  private var patience: Patience
  /// What was seen when everything waited or slept last.
  private var runs: ProcessTable.Runs?
  /// When something was shown last.
  let start: Pace.Mark
  /// How often something went on after that, and waits or sleeps again.
  private var moments = 0

  /// How often a program must have looked around.
  private static let fewestMoments = 8
  /// For how many milliseconds nothing must have been shown.
  private static let quiet = 3000.0

  /// - Parameters:
  ///   - time: The time now, in milliseconds.
  ///   - start: The same moment of the example's time.
  init(at time: Double = 0, _ start: Pace.Mark = .init()) {
    patience = Patience(milliseconds: Self.quiet, from: time)
    self.start = start
  }

  /// Notes the processes, and returns whether all of them have been looking around for long enough.
  mutating func isAllThereIs(in table: ProcessTable, at time: Double) -> Bool {
    guard table.entries.allSatisfy(\.waitsOrSleeps), table.entries.contains(where: \.sleeps)
    else { return false }
    if let runs, runs != table.runs { moments += 1 }
    runs = table.runs
    return patience.isOver(lookingAt: time) && moments >= Self.fewestMoments
  }
}
