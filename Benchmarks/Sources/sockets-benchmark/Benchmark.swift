import CountedAllocations

/// Something that is done many times, in ways that are to be compared.
struct Benchmark {
  /// What is done; `python.py` calls it the same.
  let name: String
  /// How many times it is done in a round.
  let count: Int
  /// Does it that many times through `Sockets`.
  let sockets: () throws -> Void
  /// Does it by the C functions, or the loads and stores, that it comes down to.
  let byHand: () throws -> Void

  /// Nanoseconds each, and allocations each.
  struct Result {
    var sockets: Double
    var byHand: Double
    var python: Double
    /// Medians of the rounds' ratios, as what slows one way down in a round slows the others down, too.
    var toByHand: Double
    var toPython: Double
    var allocations: Double
  }

  /// Measures the ways in turns.
  ///
  /// What runs first after another program is slower than what comes after it, so in each round both of
  /// our own ways run once before the clock, and then each of them first and last.
  func measure(rounds: Int, python: Python) throws -> Result {
    var times: [(sockets: Double, byHand: Double, python: Double)] = []
    var allocations = UInt.max
    for _ in 0..<rounds {
      let theirs = try python.nanoseconds(name, count: count)
      count_allocations()
      try sockets()
      allocations = min(allocations, counted_allocations())
      try byHand()
      let first = try nanoseconds(sockets)
      let hand = try (nanoseconds(byHand) + nanoseconds(byHand)) / 2
      times.append(((first + (try nanoseconds(sockets))) / 2, hand, theirs))
    }
    return Result(
      sockets: median(times.map(\.sockets)), byHand: median(times.map(\.byHand)),
      python: median(times.map(\.python)),
      toByHand: median(times.map { $0.sockets / $0.byHand }),
      toPython: median(times.map { $0.sockets / $0.python }),
      allocations: Double(allocations) / Double(count))
  }

  private func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .nanoseconds(count)
  }
}

private func median(_ values: [Double]) -> Double {
  values.sorted()[values.count / 2]
}
