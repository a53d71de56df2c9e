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
  /// The rows of one step's lines, counted from 0.
  struct Step: Hashable {
    var typed = 0
    /// One for each line that was shown.
    var output: [Int] = []
    var end: Int?
  }

  private var steps: [StepPlace: Step] = [:]

  /// The rows of a step's lines.
  subscript(place: StepPlace) -> Step { steps[place] ?? Step() }

  /// Places the lines of an example whose calls came in some order.
  init(_ order: CanonicalOrder, of example: Example) {
    // The next free row of each terminal, and which row was the next when each step was done.
    var next = [Int](repeating: 0, count: example.terminals.count)
    var done: [Int] = []
    // The terminals whose last line hasn't ended.
    var openLines: Set<Int> = []
    for step in order.steps {
      let terminal = step.terminal
      let place = StepPlace(terminal: terminal, step: step.step)
      if let cause = step.cause { next[terminal] = max(next[terminal], done[cause]) }
      switch step.kind {
      case .typed, .interrupted:
        // It is done when nothing more happens anywhere.
        let isOpen = openLines.contains(terminal)
        if case .input = example[place].action {
          // The terminal shows what is typed, behind what stands there.
          if !isOpen { next[terminal] = next.max() ?? 0 }
          let row = isOpen ? next[terminal] - 1 : next[terminal]
          steps[place, default: Step()].output.append(row)
          next[terminal] = row + 1
        } else {
          next[terminal] = next.max() ?? 0
          steps[place, default: Step()].typed = next[terminal]
          next[terminal] += example[place].typedLineCount
        }
        openLines.remove(terminal)
      case .ended:
        steps[place, default: Step()].end = next[terminal]
        if example[place].status != nil { next[terminal] += 1 }
        openLines.remove(terminal)
      case .called(let call):
        guard case .printed(let bytes) = call.action else { break }
        // A line may be printed in pieces; it stands where the first of them came.
        var begun = Transcript.lineCount(of: bytes)
        if openLines.contains(terminal) { begun -= 1 }
        for _ in 0..<max(0, begun) {
          steps[place, default: Step()].output.append(next[terminal])
          next[terminal] += 1
        }
        if bytes.last == UInt8(ascii: "\n") {
          openLines.remove(terminal)
        } else {
          openLines.insert(terminal)
        }
      }
      done.append(next[terminal])
    }
  }

  /// How many rows there are.
  var rowCount: Int {
    let rows = steps.values.flatMap { [$0.typed, $0.end ?? 0] + $0.output }
    return (rows.max() ?? 0) + 1
  }
}
