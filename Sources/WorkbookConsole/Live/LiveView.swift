import LabProtocol
import Synchronization
package import WorkbookModel
package import WorkbookRun

/// Shows the terminals of a running example below each other, each line with its terminal's name.
package final class LiveView: Sendable {
  private let example: Example
  private let labels: [String]
  /// What each terminal has printed since its last whole line.
  private let pending: Mutex<[LineBuffer]>

  package init(_ example: Example) {
    self.example = example
    labels = example.terminalLabels
    pending = Mutex(Array(repeating: LineBuffer(), count: example.terminals.count))
  }

  package func show(_ event: Recording.Event) {
    let terminal = example.terminals[event.terminal]
    switch event.kind {
    case .taken(.command(let line)):
      for (index, line) in line.split(separator: "\n").enumerated() {
        let prompt = index == 0 ? terminal.prompt : "> "
        print(Console.output.styled(prompt + line, .strong), in: event.terminal)
      }
    case .taken(.interrupt):
      flush(event.terminal)
      print(Console.output.styled("^C", .strong), in: event.terminal)
    case .taken(.endOfInput):
      flush(event.terminal)
      print(Console.output.styled("^D", .strong), in: event.terminal)
    // The terminal shows what is typed for a program.
    case .taken: break
    case .output(let bytes):
      let lines = pending.withLock { $0[event.terminal].append(bytes) }
      for line in lines { print(line, in: event.terminal) }
    case .ended(let status):
      flush(event.terminal)
      let place = StepPlace(terminal: event.terminal, step: event.step)
      if status != .exited(0), !example.isInterrupted(at: place) {
        print(Console.output.styled("[\(status.shellStatus)]", .quiet), in: event.terminal)
      }
    }
  }

  private func flush(_ terminal: Int) {
    let lines = pending.withLock { $0[terminal].flush() }
    for line in lines { print(line, in: terminal) }
  }

  private func print(_ line: String, in terminal: Int) {
    let label = Console.output.styled("\(labels[terminal]) │", .quiet)
    Console.output.print("\(label) \(line)")
  }
}
