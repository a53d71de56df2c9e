import WorkbookModel
import WorkbookRun
import WorkbookSupport

/// New lines for a terminal's block.
struct TerminalEdit: Sendable {
  /// The lines between the fences: from the first to before the last.
  let lines: Range<Int>
  let text: [String]

  /// What has to be rewritten for a chapter to agree with a recording.
  static func edits(
    for verdict: Verdict, _ recording: Recording, in chapter: Chapter
  ) -> [TerminalEdit] {
    let source = chapter.source.lines
    let blocks = chapter.blocks.flattened.compactMap { block -> CodeBlock? in
      if case .code(let code) = block.kind { code } else { nil }
    }
    var edits: [TerminalEdit] = []
    for (index, terminal) in verdict.example.terminals.enumerated() {
      let alignments = verdict.alignments[index]
      guard !alignments.allSatisfy(\.isPerfect),
        let block = blocks.first(where: { $0.lines.lowerBound == terminal.location.line })
      else { continue }
      // A block in a quotation or a list repeats that in front of each of its lines.
      let prefix = String(source[block.lines.upperBound - 1].prefix { $0 != "`" && $0 != "~" })
      var text: [String] = []
      for (number, command) in terminal.commands.enumerated() {
        let typed = command.location.line - 1
        let count = command.line.split(separator: "\n").count
        text += source[typed..<(typed + count)].map(String.init)
        text += shown(
          alignments[number], of: command, recording.terminals[index].commands[number]
        ).map { prefix + $0 }
      }
      edits.append(
        TerminalEdit(
          lines: (block.lines.lowerBound + 1)..<block.lines.upperBound, text: text))
    }
    return edits
  }

  /// What follows a command: its output, with the chapter's own line wherever that still fits.
  private static func shown(
    _ alignment: Alignment, of command: Command, _ result: Recording.Command
  ) -> [String] {
    let actual = result.lines
    var lines: [String] = []
    var interrupt: Int?
    let before = result.outputBeforeInterrupt.map {
      Transcript.lines(of: result.output.prefix($0)).count
    }
    func note(_ column: Int) {
      if let before, interrupt == nil, column >= before { interrupt = lines.count }
    }
    for step in alignment.steps {
      switch step {
      case .match(let row, let column, _):
        note(column)
        lines.append(command.expected[row].text)
      case .anyLines(let row, _): lines.append(command.expected[row].text)
      case .extra(let column):
        note(column)
        lines.append(actual[column])
      case .missing: break
      }
    }
    if command.isInterrupted { lines.insert("^C", at: interrupt ?? lines.count) }
    if let status = command.status { lines.append("[\(status)]") }
    return lines
  }
}
