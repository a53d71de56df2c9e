import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookSupport

/// Where the lines of an example's terminals stand, so that terminals side by side show what caused what.
///
/// A line stands below everything that had to happen before it, in whichever terminal: below its own
/// terminal's lines, and below those that had been shown when the other program did what this one waited
/// for. What doesn't depend on each other may stand side by side.
struct Timeline: Hashable {
  /// The rows of one command's lines, counted from 0.
  struct Command: Hashable {
    var typed = 0
    /// One for each line that it printed.
    var output: [Int] = []
    var interrupt: Int?
    var end: Int?
  }

  private var commands: [Example.CommandPlace: Command] = [:]

  /// The rows of a command's lines.
  subscript(place: Example.CommandPlace) -> Command { commands[place] ?? Command() }

  /// Places the lines of an example whose calls came in some order.
  init(_ order: CanonicalOrder, of example: Example) {
    // The next free row of each terminal, and which row was the next when each step was done.
    var next = [Int](repeating: 0, count: example.terminals.count)
    var done: [Int] = []
    var openLines: Set<Example.CommandPlace> = []
    for step in order.steps {
      let terminal = step.terminal
      let place = Example.CommandPlace(terminal: terminal, command: step.command)
      if let cause = step.cause { next[terminal] = max(next[terminal], done[cause]) }
      switch step.kind {
      case .typed:
        // A terminal is opened when nothing more happens in those before.
        if place.command == 0 { next[terminal] = next.max() ?? 0 }
        commands[place, default: Command()].typed = next[terminal]
        next[terminal] += example[place].line.split(separator: "\n").count
      case .interrupted:
        next[terminal] = next.max() ?? 0
        commands[place, default: Command()].interrupt = next[terminal]
        next[terminal] += 1
        openLines.remove(place)
      case .ended:
        commands[place, default: Command()].end = next[terminal]
        if example[place].status != nil { next[terminal] += 1 }
        openLines.remove(place)
      case .called(let call):
        guard case .printed(let bytes) = call.action else { break }
        // A line may be printed in pieces; it stands where the first of them came.
        var begun = Transcript.lineCount(of: bytes)
        if openLines.contains(place) { begun -= 1 }
        for _ in 0..<max(0, begun) {
          commands[place, default: Command()].output.append(next[terminal])
          next[terminal] += 1
        }
        if bytes.last == UInt8(ascii: "\n") {
          openLines.remove(place)
        } else {
          openLines.insert(place)
        }
      }
      done.append(next[terminal])
    }
  }

  /// How many rows there are.
  var rowCount: Int {
    let rows = commands.values.flatMap { command in
      [command.typed, command.interrupt ?? 0, command.end ?? 0] + command.output
    }
    return (rows.max() ?? 0) + 1
  }
}
