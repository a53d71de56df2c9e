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

  @Test func `what is forgiven doesn't count, however much of it counted`() {
    var pace = Pace(slowness: 2)
    for time in stride(from: 10.0, through: 1000, by: 10) { pace.advance(to: time, waiting: 1) }
    #expect(pace.spent == 500)
    let mark = pace.mark
    // The helper wasn't run for nearly all of it.
    pace.advance(to: 9000, waiting: 1)
    #expect(pace.spent > 500)
    pace.forgive(since: mark)
    #expect(pace.spent == 500)
    #expect(pace.isOver(limit: 500))
    #expect(!pace.isOver(limit: 501))
  }

  @Test func `a machine that doesn't run the helper ends an example sooner or later`() {
    var pace = Pace(slowness: 1)
    for time in stride(from: 1000.0, through: 19_000, by: 1000) {
      pace.advance(to: time, waiting: 1)
    }
    #expect(!pace.isOver(limit: 1000))
    pace.advance(to: 20_000, waiting: 1)
    #expect(pace.isOver(limit: 1000))
  }
}
