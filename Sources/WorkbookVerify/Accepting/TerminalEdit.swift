import WorkbookModel
import WorkbookSupport

/// New lines for a terminal's block.
struct TerminalEdit: Sendable {
  /// The lines between the fences: from the first to before the last.
  let lines: Range<Int>
  let text: [String]

  /// What has to be rewritten for a chapter to agree with a run.
  static func edits(for verdict: Verdict, in chapter: Chapter) -> [TerminalEdit] {
    let source = chapter.source.lines
    return verdict.terminals.compactMap { TerminalEdit($0, source) }
  }

  /// The new lines of a terminal; `nil` if it is as it should be.
  private init?(_ verdict: TerminalVerdict, _ source: [Substring]) {
    let alignments = verdict.commands.compactMap(\.alignment)
    guard !alignments.allSatisfy(\.isPerfect) else { return nil }
    let fences = verdict.terminal.lines
    // A block in a quotation or a list repeats that in front of each of its lines.
    let prefix = String(source[fences.upperBound - 1].prefix { $0 != "`" && $0 != "~" })
    lines = (fences.lowerBound + 1)..<fences.upperBound
    text = verdict.commands.flatMap { command -> [String] in
      let typed = command.command.location.line - 1
      let count = command.command.line.split(separator: "\n").count
      return source[typed..<(typed + count)].map(String.init)
        + Self.shown(by: command).map { prefix + $0 }
    }
  }

  /// What follows a command: its output, with the chapter's own line wherever that still fits.
  private static func shown(by verdict: CommandVerdict) -> [String] {
    let command = verdict.command
    var lines: [String] = []
    var interrupt: Int?
    func note(_ column: Int) {
      if let before = verdict.interruptedAt, interrupt == nil, column >= before {
        interrupt = lines.count
      }
    }
    for step in verdict.alignment?.steps ?? [] {
      switch step {
      case .match(let row, let column, _):
        note(column)
        lines.append(command.expected[row].text)
      case .anyLines(let row, _): lines.append(command.expected[row].text)
      case .extra(let column):
        note(column)
        lines.append(verdict.lines[column])
      case .missing: break
      }
    }
    if command.isInterrupted { lines.insert("^C", at: interrupt ?? lines.count) }
    if let status = command.status { lines.append("[\(status)]") }
    return lines
  }
}
