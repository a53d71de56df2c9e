/// How much of what crosses the networks is kept.
struct FrameBudget {
  /// How many bytes may still be taken.
  private var bytes: Int
  /// How many frames are missing.
  private(set) var lost = 0

  /// Makes a budget of so many bytes.
  init(bytes: Int) {
    self.bytes = bytes
  }

  /// Takes a frame of some bytes, or counts it as lost if there is no room for it.
  ///
  /// - Parameter count: How many bytes it has.
  /// - Returns: Whether it is to be kept.
  mutating func take(_ count: Int) -> Bool {
    guard count <= bytes else {
      lose(1)
      return false
    }
    bytes -= count
    return true
  }

  /// Counts frames that were lost before they could be taken.
  mutating func lose(_ count: Int) {
    lost += count
  }
}
