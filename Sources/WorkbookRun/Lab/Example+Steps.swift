package import LabProtocol
package import WorkbookModel

/// Steps by their places, which recordings and verdicts name.
extension Example {
  package subscript(place: StepPlace) -> Step {
    terminals[place.terminal].steps[place.step]
  }

  /// The places of the steps from a command to the next one of its window.
  package func steps(ofCommandAt place: StepPlace) -> [StepPlace] {
    var found: [StepPlace] = []
    for (number, terminal) in terminals.enumerated().dropFirst(place.terminal)
    where terminal.window == terminals[place.terminal].window {
      let first = number == place.terminal ? place.step : 0
      for index in terminal.steps.indices.dropFirst(first) {
        if terminal.steps[index].command != nil, !found.isEmpty { return found }
        found.append(StepPlace(terminal: number, step: index))
      }
    }
    return found
  }

  /// Whether Ctrl-C is pressed while the command runs that stands at a place, or began before it.
  package func isInterrupted(at place: StepPlace) -> Bool {
    var isInterrupted = false
    let window = terminals[place.terminal].window
    for (number, terminal) in terminals.enumerated() where terminal.window == window {
      for (index, step) in terminal.steps.enumerated() {
        if step.command != nil {
          if number > place.terminal || number == place.terminal && index > place.step {
            return isInterrupted
          }
          isInterrupted = false
        }
        if step.action == .interrupt { isInterrupted = true }
      }
    }
    return isInterrupted
  }
}
