package import WorkbookEngine
import WorkbookModel
import WorkbookRun
import WorkbookVerify

extension StressTest {
  /// Prints what the compiler said, a line for each example, each way in which runs differed, and a
  /// summary.
  package func print(to console: Console) {
    selection.printMistakes(to: console)
    for diagnostic in diagnostics { console.print(diagnostic) }
    let refused = tallies.compactMap { $0.unavailable?.refused }
    for (tally, name) in zip(tallies, aligned(tallies.map(\.example.name)))
    where !refused.isAll(of: tallies.count) {
      console.print("\(tally.mark(on: console)) \(name)  \(tally.words)")
      tally.printOrders(to: console)
      tally.printPackets(to: console)
      for (verdict, count) in tally.failures {
        console.print(console.styled("\(count) of \(tally.count) runs:", .strong))
        verdict.printDetails(to: console)
      }
    }
    console.print(refused, .notVerified)
    let notTraced = tallies.compactMap(\.refusedTrace)
    console.print(notTraced, .notTraced)
    let failed = tallies.count { !$0.holds }
    let runs = tallies.reduce(0) { $0 + $1.count }
    var parts: [String] = []
    if failed > 0 {
      parts.append(console.styled("\(failed) of \(tallies.count) examples differ", .bad))
    } else if runs > 0 {
      parts.append(console.styled("\(runs) runs, all as the chapters say", .good))
    }
    if let words = console.unverifiedWords(refused.count) { parts.append(words) }
    if let words = console.untracedWords(notTraced.count) { parts.append(words) }
    if tallies.isEmpty { parts.append("there is no example") }
    if !isBuilt { parts.append(console.styled("not everything compiles", .bad)) }
    if let words = selection.malformedWords(on: console) { parts.append(words) }
    selection.printLeftOut(to: console)
    console.print(parts.joined(separator: ", "))
  }
}

extension StressTest.Tally {
  /// That it ran, but its calls couldn't be seen, and why; `nil` if they could, or it didn't run.
  fileprivate var refusedTrace: RefusedExample? {
    guard let untraced, unavailable == nil else { return nil }
    return RefusedExample(example: example, failure: untraced)
  }

  fileprivate func mark(on console: Console) -> String {
    if !holds { return console.styled("✗", .bad) }
    return unavailable == nil ? console.styled("✓", .good) : console.styled("?", .doubtful)
  }

  fileprivate var words: String {
    if unavailable != nil { return "not verified here" }
    if !failures.isEmpty { return "\(count - passed) of \(count) runs differ" }
    if orders.count > 1 { return "its calls came in \(orders.count) orders" }
    if !holds { return "its packets came in \(packets.count) ways" }
    return "\(count) runs" + (untraced == nil ? "" : ", not traced")
  }

  /// Prints where the first two orders of its calls part.
  fileprivate func printOrders(to console: Console) {
    guard let callsDiffer else { return }
    console.print(callsDiffer)
    let (first, second) = (orders[0].value.steps, orders[1].value.steps)
    let same = zip(first, second).prefix { $0 == $1 }.count
    for (order, count) in orders.prefix(2) {
      console.print(console.styled("\(count) times:", .strong))
      let part = CanonicalOrder(steps: Array(order.steps.dropFirst(max(0, same - 3)).prefix(6)))
      part.print(of: example, to: console)
    }
  }

  /// Prints where the first two series of its packets part.
  fileprivate func printPackets(to console: Console) {
    guard let packetsDiffer else { return }
    console.print(packetsDiffer)
    let same = zip(packets[0].value, packets[1].value).prefix { $0 == $1 }.count
    for (packets, count) in packets.prefix(2) {
      console.print(console.styled("\(count) times:", .strong))
      for packet in packets.dropFirst(max(0, same - 3)).prefix(6) { console.print(packet.words) }
    }
  }
}
