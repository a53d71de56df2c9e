package import WorkbookEngine
import WorkbookModel
import WorkbookVerify

extension Elsewhere {
  /// Prints what the compiler said, each example that differs here or elsewhere, a table of the knobs, and a summary.
  package func print(to console: Console) {
    usual.selection.printMistakes(to: console)
    for diagnostic in usual.diagnostics { console.print(diagnostic) }
    usual.print(usual.verdicts.filter { !$0.passed }, to: console)
    for (verdict, knobs) in dependent {
      let names = knobs.map(\.name).joined(separator: ", ")
      console.print(
        "\(console.styled("✗", .bad)) \(verdict.example.name)  differs elsewhere: \(names)")
      if knobs.count > 1 { console.print("with \(knobs[0].name):") }
      verdict.printDetails(to: console)
    }
    for round in refusing {
      let name = "\(console.styled("?", .doubtful)) \(round.knob.name)"
      console.print(
        "\(name)  can't be had here for \(round.refused.count) of \(round.verdicts.count) examples")
      console.print(round.refused.compactMap(\.refused), .notVerified)
    }
    if !rounds.isEmpty { printTable(to: console) }
    var parts: [String] = []
    let passed = usual.verdicts.count { $0.passed }
    let tried = rounds.count(where: \.showsSomething)
    if dependent.isEmpty, tried > 0 {
      parts.append(
        console.styled(
          "\(passed) \(passed == 1 ? "example is" : "examples are") the same on \(tried) other \(tried == 1 ? "machine" : "machines")",
          .good))
    } else if !dependent.isEmpty {
      parts.append(
        console.styled(
          "\(dependent.count) of \(passed) \(passed == 1 ? "example differs" : "examples differ") elsewhere",
          .bad))
    }
    if !refusing.isEmpty {
      parts.append(
        console.styled(
          "\(refusing.count) of \(rounds.count) machines can't be had here as a whole", .doubtful))
    }
    let failed = usual.verdicts.count - passed - usual.unverified.count
    if failed > 0 {
      parts.append(console.styled("\(failed) \(failed == 1 ? "differs" : "differ") here", .bad))
    }
    if !usual.isBuilt { parts.append(console.styled("not everything compiles", .bad)) }
    if usual.verdicts.isEmpty { parts.append("there is no example") }
    if let words = usual.selection.malformedWords(on: console) { parts.append(words) }
    if let words = usual.unverifiedWords(on: console) { parts.append(words) }
    usual.selection.printLeftOut(to: console)
    console.print(parts.joined(separator: ", "))
  }

  /// Prints a line for each knob: its name, what came of it, and who has it like this.
  private func printTable(to console: Console) {
    let names = aligned(rounds.map(\.knob.name))
    let results = aligned(rounds.map(\.words))
    for (round, (name, result)) in zip(rounds, zip(names, results)) {
      let style: Console.Style =
        !round.differing.isEmpty ? .bad : round.unverified.isEmpty ? .good : .doubtful
      console.print(
        "\(name)  \(console.styled(result, style))  \(console.styled(round.knob.words, .quiet))")
    }
  }
}

extension Elsewhere.Round {
  fileprivate var words: String {
    let passed = verdicts.count { $0.passed }
    var parts = ["\(passed) the same"]
    if !differing.isEmpty {
      parts.append("\(differing.count) \(differing.count == 1 ? "differs" : "differ")")
    }
    if !unverified.isEmpty { parts.append("\(unverified.count) not verified there") }
    return parts.joined(separator: ", ")
  }
}
