import LabProtocol
package import WorkbookModel
package import WorkbookRun

extension CanonicalOrder {
  /// Prints a line for each thing that happened, behind the terminal in which it did.
  package func print(of example: Example, to console: Console) {
    let labels = example.terminalLabels
    for step in steps {
      func show(_ line: String, _ style: Console.Style? = nil) {
        let label = console.styled("\(labels[step.terminal]) │", .quiet)
        console.print("\(label) \(style.map { console.styled(line, $0) } ?? line)")
      }
      let place = StepPlace(terminal: step.terminal, step: step.step)
      switch step.kind {
      case .typed:
        switch example[place].action {
        case .command(let line): show(example.terminals[step.terminal].prompt + line, .strong)
        case .input(let text): show(text, .strong)
        case .endOfInput: show("^D", .strong)
        case .interrupt, .look: break
        }
      case .interrupted: show("^C", .strong)
      case .ended(let status):
        if status != .exited(0), !example.isInterrupted(at: place) {
          show("[\(status.shellStatus)]", .quiet)
        }
      case .called(let call):
        if case .printed(let bytes) = call.action {
          for line in Transcript.lines(of: bytes) { show(line) }
        } else if call.isShown, let words = call.words {
          show("· " + words, .quiet)
        }
      }
    }
  }
}
