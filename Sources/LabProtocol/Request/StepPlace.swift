/// Where a step stands in its example.
package struct StepPlace: Codable, Hashable, Comparable, Sendable {
  /// The index of its terminal.
  package var terminal: Int
  /// Its index in that terminal.
  package var step: Int

  package init(terminal: Int, step: Int) {
    (self.terminal, self.step) = (terminal, step)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.terminal, left.step) < (right.terminal, right.step)
  }
}
