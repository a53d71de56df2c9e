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
    let alignments = verdict.steps.compactMap(\.alignment)
    guard !alignments.allSatisfy(\.isPerfect) else { return nil }
    let fences = verdict.terminal.lines
    // A block in a quotation or a list repeats that in front of each of its lines.
    let prefix = String(source[fences.upperBound - 1].prefix { $0 != "`" && $0 != "~" })
    lines = (fences.lowerBound + 1)..<fences.upperBound
    text = verdict.steps.flatMap { step -> [String] in
      let typed = step.step.location.line - 1
      return source[typed..<(typed + step.step.typedLineCount)].map(String.init)
        + Self.shown(by: step).map { prefix + $0 }
    }
  }

  /// What follows a step: what its window showed, with the chapter's own line wherever that still fits.
  private static func shown(by verdict: StepVerdict) -> [String] {
    var lines: [String] = []
    for step in verdict.alignment?.steps ?? [] {
      switch step {
      case .match(let row, _, _): lines.append(verdict.step.expected[row].text)
      case .anyLines(let row, _): lines.append(verdict.step.expected[row].text)
      case .extra(let column): lines.append(verdict.lines[column])
      case .missing: break
      }
    }
    if let status = verdict.step.status { lines.append("[\(status)]") }
    return lines
  }
}
