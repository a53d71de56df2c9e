import Testing

@testable import workbook_lab

/// How much of an example's time goes by.
@Suite struct PaceTests {
  /// After each look, when it was, and for how long was waited before it; in milliseconds.
  @Test(
    arguments: [
      (1, [(2, 1), (4, 1), (6, 1)], 6),
      // The machine didn't run it for half a second.
      (1, [(2, 1), (502, 1), (504, 1)], 15), (1, [(100, 100)], 100), (1, [], 0),
      // A tenth of the speed.
      (10, [(20, 1), (40, 1), (60, 1)], 6), (10, [(1000, 1)], 10.1),
    ] as [(Double, [(Double, Double)], Double)])
  func `time counts as it is used`(
    slowness: Double, looks: [(Double, Double)], spent: Double
  ) {
    var pace = Pace(slowness: slowness)
    for (time, waiting) in looks { pace.advance(to: time, waiting: waiting) }
    #expect(abs(pace.spent - spent) < 1e-9)
  }

  @Test func `no machine is faster than usual`() {
    #expect(Pace.measured().slowness >= 1)
  }
}
