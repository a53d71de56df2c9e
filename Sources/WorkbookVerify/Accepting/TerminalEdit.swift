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
    return verdict.terminals.compactMap { TerminalEdit($0, source) }
  }

  /// The new lines of a terminal; `nil` if it is as it should be.
  private init?(_ verdict: TerminalVerdict, _ source: [Substring]) {
    let isRight = verdict.commands.allSatisfy { command in
      command.alignment?.isPerfect != false && command.status == command.command.status
    }
    guard !isRight else { return nil }
    lines = verdict.terminal.lines
    let (opening, closing) = (source[lines.lowerBound - 1], source[lines.upperBound - 1])
    let layout = BlockLayout(opening, closing)
    let starts = verdict.commands.map { $0.command.location.line - 1 }
    let ends = starts.dropFirst() + [lines.upperBound - 1]
    var content: [String] = []
    for ((command, start), end) in zip(zip(verdict.commands, starts), ends) {
      // A continuation may be an empty line.
      let shown = start + command.command.line.lines.count
      content += source[start..<shown].map(String.init)
      switch verdict.terminal.comparison {
      // Which of the lines a run prints in the end doesn't matter.
      case .status:
        content += source[shown..<(end - (command.command.status == nil ? 0 : 1))].map(String.init)
      case .exact: content += layout.lines(command.shownInOrder)
      case .unordered: content += layout.lines(command.shownInAnyOrder)
      }
      if let status = command.status { content += layout.lines(["[\(status)]"]) }
    }
    text = layout.fenced(content, opening, closing)
    newLines = verdict.commands.flatMap(\.newLines)
  }
}

extension CommandVerdict {
  /// The exit status that the chapter has to show; none for the one that it takes for granted.
  fileprivate var status: Int32? {
    guard let actual = result?.status?.shellStatus else { return command.status }
    let takenForGranted = command.isInterrupted ? ExitStatus.signaled(2).shellStatus : 0
    if actual == takenForGranted || actual == 0 {
      return command.status == actual ? actual : nil
    }
    return actual
  }

  /// What was printed and isn't in the chapter yet.
  var newLines: [String] { newColumns.map { lines[$0] } }

  private var newColumns: [Int] {
    (alignment?.steps ?? []).compactMap { step in
      if case .extra(let column) = step { column } else { nil }
    }
  }

  /// What follows the command: its output, with the chapter's own line wherever that still fits.
  fileprivate var shownInOrder: [String] {
    var shown: [String] = []
    var interrupt: Int?
    func note(_ column: Int) {
      if let interruptedAt, interrupt == nil, column >= interruptedAt { interrupt = shown.count }
    }
    for step in alignment?.steps ?? [] {
      switch step {
      case .match(let row, let column, _):
        note(column)
        shown.append(command.expected[row].text)
      case .anyLines(let row, _): shown.append(command.expected[row].text)
      case .extra(let column):
        note(column)
        shown.append(printed[column].chapterText)
      case .missing: break
      }
    }
    if command.isInterrupted { shown.insert("^C", at: interrupt ?? shown.count) }
    return shown
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
    let kept = command.expected.indices.filter {
      rows.contains($0) || command.expected[$0].isAnyLines
    }
    let new = newColumns.map { printed[$0].chapterText }
    return kept.map { command.expected[$0].text } + new + (command.isInterrupted ? ["^C"] : [])
  }
}
