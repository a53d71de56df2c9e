import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookSupport

/// New lines for a terminal's block.
struct TerminalEdit: Sendable {
  /// The lines that are replaced: from the opening fence to the closing one.
  let lines: ClosedRange<Int>
  let text: [String]
  /// What was printed and isn't in the chapter yet.
  let newLines: [String]

  /// What has to be rewritten for a chapter to agree with a run.
  static func edits(for verdict: Verdict, in chapter: Chapter) -> [TerminalEdit] {
    let source = chapter.source.lines
    let statuses = verdict.shownStatuses
    return verdict.terminals.compactMap { TerminalEdit($0, statuses, source) }
  }

  /// The new lines of a terminal; `nil` if it is as it should be.
  private init?(
    _ verdict: TerminalVerdict, _ statuses: [StepPlace: Int32], _ source: [Substring]
  ) {
    let isRight = verdict.steps.allSatisfy { step in
      step.alignment?.isPerfect != false && step.step.status == statuses[step.place]
    }
    guard !isRight else { return nil }
    lines = verdict.terminal.lines
    let (opening, closing) = (source[lines.lowerBound - 1], source[lines.upperBound - 1])
    let layout = BlockLayout(opening, closing)
    let starts = verdict.steps.map { $0.step.location.line - 1 }
    let ends = starts.dropFirst() + [lines.upperBound - 1]
    var content: [String] = []
    var isPrinted = false
    for ((step, start), end) in zip(zip(verdict.steps, starts), ends) {
      if verdict.terminal.comparison == .status {
        // Which of the lines a run prints in the end doesn't matter.
        content += source[start..<(end - (step.step.status == nil ? 0 : 1))].map(String.init)
      } else {
        content += source[start..<(start + step.step.typedLineCount)].map(String.init)
        if case .input(let text) = step.step.action {
          let prompt = isPrinted ? content.popLast() : nil
          content += layout.typed(text, behind: prompt)
        }
        let isOrdered = verdict.terminal.comparison == .exact
        let shown = isOrdered ? step.shownInOrder : step.shownInAnyOrder
        content += layout.lines(shown)
        isPrinted = !shown.isEmpty
      }
      if let status = statuses[step.place] { content += layout.lines(["[\(status)]"]) }
    }
    text = layout.fenced(content, opening, closing)
    newLines = verdict.steps.flatMap(\.newLines)
  }
}

extension Verdict {
  /// The exit statuses that the chapter has to show: each behind the step that has it there already, or behind the last
  /// one of its command in the terminal in which it ended.
  fileprivate var shownStatuses: [StepPlace: Int32] {
    var statuses: [StepPlace: Int32] = [:]
    for command in steps where command.step.command != nil {
      let places = example.steps(ofCommandAt: command.place)
      let shown = places.last { self[$0].step.status != nil }
      guard let ended = places.first(where: { self[$0].result?.status != nil }),
        let actual = self[ended].result?.status?.shellStatus
      else {
        if let shown { statuses[shown] = self[shown].step.status }
        continue
      }
      let isInterrupted = places.contains { self[$0].step.action == .interrupt }
      let isTakenForGranted = actual == 0 || isInterrupted && actual == Self.interrupted
      let place = shown ?? places.last { $0.terminal == ended.terminal } ?? ended
      if !isTakenForGranted || shown.map({ self[$0].step.status == actual }) == true {
        statuses[place] = actual
      }
    }
    return statuses
  }

  /// The status of what Ctrl-C ends.
  private static let interrupted: Int32 = 130
}

extension StepVerdict {
  /// What was printed and isn't in the chapter yet.
  var newLines: [String] { newColumns.map { lines[$0] } }

  private var newColumns: [Int] {
    (alignment?.steps ?? []).compactMap { step in
      if case .extra(let column) = step { column } else { nil }
    }
  }

  /// A line of the chapter, if nothing else puts it there.
  private func line(_ row: Int) -> String? {
    step.expected[row].isTyped ? nil : step.expected[row].text
  }

  /// What follows what is typed: the output, with the chapter's own line wherever that still fits.
  fileprivate var shownInOrder: [String] {
    (alignment?.steps ?? []).compactMap { step in
      switch step {
      case .match(let row, _, _), .anyLines(let row, _): line(row)
      case .extra(let column): printed[column].chapterText
      case .missing: nil
      }
    }
  }

  /// The same where the order doesn't matter: that of the chapter, and what is new behind it.
  fileprivate var shownInAnyOrder: [String] {
    var rows: Set<Int> = []
    for step in alignment?.steps ?? [] {
      switch step {
      case .match(let row, _, _), .anyLines(let row, _): rows.insert(row)
      case .extra, .missing: break
      }
    }
    let kept = step.expected.indices.filter { rows.contains($0) || step.expected[$0].isAnyLines }
    return kept.compactMap(line) + newColumns.map { printed[$0].chapterText }
  }
}
