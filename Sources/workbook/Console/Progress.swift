import Synchronization

/// Shows what is going on: one line that changes on a terminal, a line for each beginning elsewhere.
final class Progress: Sendable {
  private let console = Console.error
  private let doing = Mutex<String?>(nil)

  /// Says what is done now.
  ///
  /// - Parameters:
  ///   - words: What it is, such as `compiling echo-server`.
  ///   - isBrief: Whether it isn't worth a line of its own where lines stay.
  func show(_ words: String, isBrief: Bool = false) {
    if console.isTerminal {
      doing.withLock { doing in
        doing = words
        console.write("\r\u{1B}[K\(words) …")
      }
    } else if !isBrief {
      console.print(words)
    }
  }

  /// Takes the changing line away again.
  func clear() {
    doing.withLock { doing in
      if doing != nil { console.write("\r\u{1B}[K") }
      doing = nil
    }
  }
}
