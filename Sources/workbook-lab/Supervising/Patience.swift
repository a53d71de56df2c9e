/// How long is waited for something that may never come.
///
/// The time alone doesn't count: on a busy machine, this process may not have run for all of it, and neither may
/// those that are waited for. So it must have looked for a number of times, too.
struct Patience {
  private let milliseconds: Double
  /// When it began, in milliseconds.
  private(set) var start: Double
  private var looks = 0

  private static let fewestLooks = 50

  /// Begins to wait.
  ///
  /// - Parameters:
  ///   - milliseconds: How long to wait.
  ///   - start: The time now, in milliseconds.
  init(milliseconds: Double, from start: Double) {
    self.milliseconds = milliseconds
    self.start = start
  }

  /// Counts a look, and returns whether there were enough of them in enough time.
  mutating func isOver(lookingAt time: Double) -> Bool {
    looks += 1
    return looks > Self.fewestLooks && time - start > milliseconds
  }

  /// How many milliseconds it has lasted.
  func duration(at time: Double) -> Double { time - start }

  /// Begins again.
  mutating func begin(at time: Double) {
    (start, looks) = (time, 0)
  }
}
