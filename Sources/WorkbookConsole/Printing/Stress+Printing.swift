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
    for (tally, name) in zip(tallies, aligned(tallies.map(\.example.name))) {
      console.print("\(tally.mark(on: console)) \(name)  \(tally.words)")
      tally.unavailable?.printDetails(to: console)
      tally.printOrders(to: console)
      tally.printPackets(to: console)
      for (verdict, count) in tally.failures {
        console.print(console.styled("\(count) of \(tally.count) runs:", .strong))
        verdict.printDetails(to: console)
      }
    }
    let failed = tallies.count { !$0.holds }
    let runs = tallies.reduce(0) { $0 + $1.count }
    let unverified = tallies.count { $0.unavailable != nil }
    var parts: [String] = []
    if failed > 0 {
      parts.append(console.styled("\(failed) of \(tallies.count) examples differ", .bad))
    } else if runs > 0 {
      parts.append(console.styled("\(runs) runs, all as the chapters say", .good))
    }
    if unverified > 0 {
      parts.append(
        console.styled("\(unverified) not verified here (workbook doctor tells why)", .doubtful))
    }
    if tallies.isEmpty { parts.append("there is no example") }
    if !isBuilt { parts.append(console.styled("not everything compiles", .bad)) }
    if let words = selection.malformedWords(on: console) { parts.append(words) }
    console.print(parts.joined(separator: ", "))
    selection.printLeftOut(to: console)
  }
}

extension StressTest.Tally {
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
    if let notTraced { console.print(notTraced) }
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
