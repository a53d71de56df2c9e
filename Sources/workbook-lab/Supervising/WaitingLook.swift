/// A look at which all processes waited, to know what has happened since.
struct WaitingLook {
  private let table: ProcessTable
  /// How often threads had stopped for their tracer.
  private let stops: UInt64
  /// When it was, in milliseconds.
  private let time: Double
  /// For how long the threads had run until then, in milliseconds; `nil` if the kernel doesn't tell.
  private let processorTime: Double?

  /// For how many milliseconds threads run that only look after something.
  private static let longestStirring = 20.0

  init(_ table: ProcessTable, stops: UInt64, time: Double, after last: WaitingLook?) {
    (self.table, self.stops, self.time) = (table, stops, time)
    // If nothing has run, nothing has to be read.
    let isSame = last?.table.runs == table.runs
    processorTime = isSame ? last?.processorTime : table.processorTime
  }

  /// Whether nothing has happened since, but that threads have woken for a moment: they are soon back.
  ///
  /// On a busy machine they wait for a processor meanwhile, so the time counts for which they have run.
  func isStirring(_ table: ProcessTable, stops: UInt64, time: Double) -> Bool {
    guard table.isStirring(since: self.table, stops: stops - self.stops) else { return false }
    guard let before = processorTime, let now = table.processorTime else {
      return time - self.time < Self.longestStirring
    }
    return now - before < Self.longestStirring
  }
}
