package import WorkbookEngine
import WorkbookModel
import WorkbookRun
package import WorkbookVerify

extension Verification {
  /// Prints what the compiler said, a line for each example, what is wrong with it, and a summary.
  package func print(to console: Console) {
    selection.printMistakes(to: console)
    for diagnostic in diagnostics { console.print(diagnostic) }
    print(verdicts, to: console)
    if let slowness {
      console.print(
        console.styled(
          """
          everything takes \(Int(slowness)) times as long as usual on this machine: an example that races a clock may \
          fail here
          """, .doubtful))
    }
    selection.printLeftOut(to: console)
    console.print(summary(on: console))
  }

  /// Prints a line for each example that this machine couldn't run, and why.
  package func printUnverified(to console: Console) {
    print(unverified, to: console)
  }

  /// How many examples this machine couldn't run; `nil` if it could run all of them.
  package func unverifiedWords(on console: Console) -> String? {
    console.unverifiedWords(unverified.count)
  }

  /// Prints a line for each of some verdicts, what is wrong, and why this machine couldn't run examples.
  func print(_ verdicts: [Verdict], to console: Console) {
    let refused = verdicts.compactMap(\.refused)
    if !refused.isAll(of: self.verdicts.count) {
      let names = aligned(verdicts.map(\.example.name))
      for (verdict, name) in zip(verdicts, names) {
        console.print(
          "\(verdict.mark(on: console)) \(name)  \(console.styled(verdict.words, .quiet))")
        verdict.printDetails(to: console)
      }
    }
    console.print(refused, .notVerified)
  }

  private func summary(on console: Console) -> String {
    var parts: [String] = []
    func add(_ count: Int, _ words: String, _ style: Console.Style) {
      if count > 0 { parts.append(console.styled("\(count) \(words)", style)) }
    }
    var (failed, notBuilt) = (0, 0)
    for verdict in verdicts {
      switch verdict.outcome {
      case .failed: failed += 1
      case .notBuilt: notBuilt += 1
      case .passed, .unavailable: break
      }
    }
    let passed = verdicts.count { $0.passed }
    add(passed, passed == 1 ? "example verified" : "examples verified", .good)
    add(failed, "failed", .bad)
    add(notBuilt, "not built", .bad)
    if let words = unverifiedWords(on: console) { parts.append(words) }
    add(brokenCount, brokenCount == 1 ? "program doesn't compile" : "programs don't compile", .bad)
    add(
      brokenFragmentCount,
      brokenFragmentCount == 1 ? "fragment doesn't compile" : "fragments don't compile", .bad)
    if let words = selection.malformedWords(on: console) { parts.append(words) }
    if parts.isEmpty {
      parts = [
        sourceCount == 0
          ? "there is nothing to verify: no terminal, and no Swift listing"
          : "no examples; every listing compiles"
      ]
    }
    return parts.joined(separator: ", ")
  }
}

extension Verifier.AcceptedOutput {
  /// Prints why this machine couldn't trace some examples.
  package func printUntraced(to console: Console) {
    console.print(
      untraced.map { RefusedExample(example: $0.example, failure: $0.failure) }, .notTraced)
  }

  /// How many examples it couldn't trace; `nil` if it could trace all of them.
  package func untracedWords(on console: Console) -> String? {
    console.untracedWords(untraced.count)
  }
}

extension Console {
  /// Prints what is wrong with some examples, and why others couldn't be run.
  package func printDetails(of verdicts: [Verdict]) {
    for verdict in verdicts { verdict.printDetails(to: self) }
    print(verdicts.compactMap(\.refused), .notVerified)
  }
}

extension Verdict {
  /// That this machine couldn't run the example, and why; `nil` if it could.
  var refused: RefusedExample? {
    guard case .unavailable(let failure) = outcome else { return nil }
    return RefusedExample(example: example, failure: failure)
  }

  /// Prints what is wrong.
  package func printDetails(to console: Console) {
    for difference in differences {
      console.print(difference.diagnostic)
      if let diff = difference.diff { console.print(diff) }
    }
    if !differences.isEmpty { printTerminals(to: console) }
  }

  /// After a failure in which nothing can be compared: what each terminal had shown by then.
  private func printTerminals(to console: Console) {
    guard !differences.allSatisfy(\.endedByItself) else { return }
    for verdict in steps where verdict.result?.wasTaken == true {
      let command = command(at: verdict.place).step.command ?? ""
      let place = verdict.step.location
      console.print(console.styled("\(place): `\(command)` had shown:", .quiet))
      for line in verdict.lines.suffix(20) { console.print("  \(line)") }
      if verdict.lines.isEmpty { console.print("  (nothing)") }
    }
  }

  fileprivate func mark(on console: Console) -> String {
    switch outcome {
    case .passed: console.styled("✓", .good)
    case .failed, .notBuilt: console.styled("✗", .bad)
    case .unavailable: console.styled("?", .doubtful)
    }
  }

  fileprivate var words: String {
    let count = example.terminals.count
    let terminals = count == 1 ? "1 terminal" : "\(count) terminals"
    return switch outcome {
    case .passed: "\(example.location.file), \(terminals)"
    case .failed: "\(example.location.file)"
    case .notBuilt(let programs): "not run, as \(programs.joined(separator: ", ")) isn't built"
    case .unavailable: "not verified here"
    }
  }
}

extension Difference {
  /// Whether the run came to its end, so that the diffs tell all.
  fileprivate var endedByItself: Bool {
    switch kind {
    case .output, .undecided, .status, .endedEarly, .endedBeforeInput, .shellEnded, .notOpen,
      .portsExhausted, .leftBehind, .bytesNotPrinted, .noFolder:
      true
    case .timeLimit, .waitsForEver, .ignoresInterrupt, .outputLimit, .processLimit: false
    }
  }
}
