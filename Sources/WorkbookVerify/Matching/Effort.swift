/// How much work a comparison may still take.
///
/// Most lines are compared in a time that grows with their length. Some chapters can be compared only by
/// trying, which must end for those, too, on every machine at the same point.
struct Effort {
  private var left: Int

  /// - Parameter size: How much there is to compare, in bytes.
  init(for size: Int) { left = 10_000_000 + 60 * size }

  init(units: Int) { left = units }

  /// Whether nothing is left.
  var isSpent: Bool { left <= 0 }

  /// Takes the work of looking at some bytes.
  mutating func spend(_ bytes: Int) { left -= 8 + bytes }
}
