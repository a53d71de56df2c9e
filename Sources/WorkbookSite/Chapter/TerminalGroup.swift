import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// Neighbouring terminals of an example, which stand side by side.
struct TerminalGroup {
  /// Which of the example's terminals they are.
  let terminals: [Int]
  let result: ExampleResult

  /// How many terminals may stand side by side.
  private static let mostColumns = 3

  func html(in scope: Scope) -> HTML {
    let timeline = timeline
    let figures = terminals.map {
      TerminalWriter.html(result.verdict, terminal: $0, timeline: timeline, in: scope)
    }
    return """
      <div class="terminals\(timeline == nil ? "" : " timed")"\(size(timeline))>
      \(figures.joined())</div>

      """
  }

  /// Where their lines stand, if the whole example is here and the lines are the run's.
  private var timeline: Timeline? {
    guard let order = result.trace?.order, (2...Self.mostColumns).contains(terminals.count),
      terminals.count == result.verdict.terminals.count
    else { return nil }
    return Timeline(order, of: result.verdict)
  }

  private func size(_ timeline: Timeline?) -> HTML {
    guard let timeline else { return "" }
    // One more for the captions.
    return " style=\"--columns:\(terminals.count);--rows:\(timeline.rowCount + 1)\""
  }
}
