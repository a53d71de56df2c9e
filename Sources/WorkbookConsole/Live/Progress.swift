import Synchronization
package import WorkbookEngine

/// Shows what is going on: one line that changes on a terminal, a line for each beginning elsewhere.
package final class Progress: Sendable {
  private let console = Console.error
  private let doing = Mutex<String?>(nil)

  package init() {}

  /// Shows what a verifier does.
  package func show(_ event: VerifierEvent) {
    switch event {
    case .compiling(let program): show("compiling \(program)")
    case .colouring(let count):
      show("colouring \(count) \(count == 1 ? "listing" : "listings")")
    // Not worth a line of their own where lines stay.
    case .running(let example): showBriefly("running \(example)")
    case .round(let round, let count): showBriefly("round \(round) of \(count)")
    case .done: clear()
    }
  }

  private func show(_ words: String) {
    if console.isTerminal { showBriefly(words) } else { console.print(words) }
  }

  private func showBriefly(_ words: String) {
    guard console.isTerminal else { return }
    doing.withLock { doing in
      doing = words
      console.clearLine()
      console.write("\(words) …")
    }
  }

  /// Takes the changing line away again.
  private func clear() {
    doing.withLock { doing in
      if doing != nil { console.clearLine() }
      doing = nil
    }
  }
}
