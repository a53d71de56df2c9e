package import WorkbookModel
import WorkbookVerify

extension StressTest.Tally {
  /// That its calls couldn't be seen, although it ran.
  package var notTraced: Diagnostic? {
    guard let untraced, unavailable == nil else { return nil }
    return Diagnostic(.notTraced, .warning, at: example.location, untraced.message)
  }

  /// That its calls came in several orders.
  package var callsDiffer: Diagnostic? {
    guard orders.count > 1 else { return nil }
    return Diagnostic(
      .callsDiffer, at: example.location,
      """
      its programs' calls didn't come in the same order every time; make them wait for each other, \
      or write untraced
      """)
  }

  /// That its packets came in several ways.
  package var packetsDiffer: Diagnostic? {
    guard packets.count > 1 else { return nil }
    return Diagnostic(
      .packetsDiffer, at: example.location,
      "its packets weren't the same every time; take \"packets\" out of its pictures")
  }
}
