import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// Where the lines of an example's terminals stand, so that terminals side by side show what caused what.
///
/// A line stands below everything that had to happen before it, in whichever terminal: below its own
/// terminal's lines, and below those that had been shown when the other program did what this one waited
/// for. What doesn't depend on each other may stand side by side.
struct Timeline: Hashable {
  /// The rows of one step's lines, counted from 0.
  struct Step: Hashable {
    var typed = 0
    /// One for each piece that was shown.
    var output: [Int] = []
    var end: Int?
  }

  private var steps: [StepPlace: Step] = [:]
  /// For each line of each step, which of its pieces it is in.
  private let pieces: [StepPlace: [Int]]
  /// How many pieces each step has.
  private let pieceCounts: [StepPlace: Int]
  /// How many lines of each step have come.
  private var lineCounts: [StepPlace: Int] = [:]

  /// The rows of a step's lines.
  subscript(place: StepPlace) -> Step { steps[place] ?? Step() }

  /// Places the lines of a run; there is no place for lines that its calls didn't print, or whose order differs from
  /// run to run.
  ///
  /// - Parameters:
  ///   - order: In which order its calls came.
  ///   - verdict: What its windows showed.
  init?(_ order: CanonicalOrder, of verdict: Verdict) {
    let example = verdict.example
    var pieces: [StepPlace: [Int]] = [:]
    var pieceCounts: [StepPlace: Int] = [:]
    for terminal in verdict.terminals {
      guard terminal.terminal.comparison != .unordered else { return nil }
      for step in terminal.steps {
        let shown = step.pieces(in: terminal.terminal)
        pieces[step.place] = shown.enumerated().flatMap { number, piece in
          piece.lines.map { _ in number }
        }
        pieceCounts[step.place] = shown.count
      }
    }
    self.pieces = pieces
    self.pieceCounts = pieceCounts
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
        placeRest(ofStepsBefore: step.step, in: terminal, at: &next[terminal])
        // It is done when nothing more happens anywhere.
        let isOpen = openLines.contains(terminal)
        if case .input = example[place].action {
          // The terminal shows what is typed, behind what stands there.
          if !isOpen { next[terminal] = next.max() ?? 0 }
          let row = isOpen ? next[terminal] - 1 : next[terminal]
          next[terminal] = row
          placeLine(of: place, at: &next[terminal])
        } else {
          next[terminal] = next.max() ?? 0
          steps[place, default: Step()].typed = next[terminal]
          next[terminal] += example[place].typedLineCount
        }
        openLines.remove(terminal)
      case .ended:
        placeRest(ofStepsBefore: step.step + 1, in: terminal, at: &next[terminal])
        steps[place, default: Step()].end = next[terminal]
        if example[place].status != nil { next[terminal] += 1 }
        openLines.remove(terminal)
      case .called(let call):
        guard case .printed(let bytes) = call.action else { break }
        // A line may be printed in pieces; it stands where the first of them came.
        var begun = Transcript.lineCount(of: bytes)
        if openLines.contains(terminal) { begun -= 1 }
        for _ in 0..<max(0, begun) { placeLine(of: place, at: &next[terminal]) }
        if bytes.last == UInt8(ascii: "\n") {
          openLines.remove(terminal)
        } else {
          openLines.insert(terminal)
        }
      }
      done.append(next[terminal])
    }
    for step in verdict.steps {
      guard lineCounts[step.place, default: 0] == step.lines.count else { return nil }
    }
    for terminal in example.terminals.indices {
      placeRest(ofStepsBefore: .max, in: terminal, at: &next[terminal])
    }
  }

  /// Places the pieces of a terminal's steps that have no lines, behind the others.
  private mutating func placeRest(ofStepsBefore end: Int, in terminal: Int, at next: inout Int) {
    for step in 0..<min(end, pieceCounts.count) {
      let place = StepPlace(terminal: terminal, step: step)
      while steps[place, default: Step()].output.count < pieceCounts[place, default: 0] {
        steps[place, default: Step()].output.append(next)
        next += 1
      }
    }
  }

  /// Places the next line of a step: in a row of its own, or in that of its piece.
  private mutating func placeLine(of place: StepPlace, at next: inout Int) {
    let line = lineCounts[place, default: 0]
    lineCounts[place] = line + 1
    guard let pieces = pieces[place], line < pieces.count else { return }
    while steps[place, default: Step()].output.count <= pieces[line] {
      steps[place, default: Step()].output.append(next)
      next += 1
    }
  }

  /// How many rows there are.
  var rowCount: Int {
    let rows = steps.values.flatMap { [$0.typed, $0.end ?? 0] + $0.output }
    return (rows.max() ?? 0) + 1
  }
}
