import CLab

/// How fast this machine is, and how much of an example's time has gone by.
///
/// A time limit is about the example: whether it comes to its end. What the machine takes longer for isn't the
/// example's fault. So time counts for less on a machine that is slower than most, and hardly at all while this
/// process, and likely its programs, aren't run.
struct Pace {
  /// How many times as long as on a usual machine everything takes; at least 1.
  let slowness: Double
  /// How much of the example's time has gone by, in milliseconds.
  private(set) var spent = 0.0
  private var last = 0.0
  /// How much of the clock on the wall has gone by for it, in milliseconds.
  private var wall = 0.0

  /// A moment of an example's time.
  struct Mark {
    fileprivate var spent = 0.0
    fileprivate var wall = 0.0
  }

  /// The present moment.
  var mark: Mark { Mark(spent: spent, wall: wall) }

  /// How many times as long as its limit an example may take on the wall, on a machine of the usual speed: programs that
  /// keep all processors busy slow this process, too.
  private static let mostDelay = 20.0

  /// For how long looks at the programs take at most on a usual machine, in milliseconds.
  private static let longestLook = 10.0

  init(slowness: Double) {
    self.slowness = slowness
  }

  /// Measures this machine.
  static func measured() -> Pace {
    Pace(slowness: max(1, Double(lab_measure_pace()) / usual))
  }

  /// What ``lab_measure_pace()`` gives on a machine from which on time limits grow, in nanoseconds: twice what a virtual
  /// machine of 2025 took, so that what usual machines differ in doesn't count.
  private static let usual = 200_000.0

  /// Counts what has gone by since the last call.
  ///
  /// - Parameters:
  ///   - time: The time now, in milliseconds.
  ///   - waiting: For how long this process waited in between at most.
  mutating func advance(to time: Double, waiting: Double) {
    spent += min(time - last, waiting + Self.longestLook * slowness) / slowness
    wall += time - last
    last = time
  }

  /// Takes back the time since a moment, for which this process only waited for programs that poll: the example
  /// doesn't need it.
  mutating func forgive(since mark: Mark) { (spent, wall) = (mark.spent, mark.wall) }

  /// Whether a time limit in milliseconds is over.
  func isOver(limit: Double) -> Bool {
    spent >= limit || wall >= limit * slowness * Self.mostDelay
  }
}
