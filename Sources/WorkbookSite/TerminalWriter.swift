import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// Writes terminals, with what was really printed in them.
enum TerminalWriter {
  /// What marks text that differs from run to run; ``MaskedComparison/mark`` looks for it.
  static let varying = "varies"

  /// Writes a terminal.
  ///
  /// - Parameters:
  ///   - verdict: The run.
  ///   - index: Which of the example's terminals.
  ///   - timeline: Where its lines stand beside those of others, where they do.
  ///   - scope: The page.
  /// - Returns: A figure.
  static func html(
    _ verdict: Verdict, terminal index: Int, timeline: Timeline? = nil, in scope: Scope
  ) -> HTML {
    let terminal = verdict.example.terminals[index]
    let all = terminal.commands.indices.flatMap { number in
      lines(verdict, terminal: index, command: number, timeline?.commands[index][number])
    }
    let text = all.map { line -> HTML in
      guard timeline != nil else { return line.html }
      // The first row is the caption's.
      return "<span style=\"--row:\(line.row + 1)\">\(line.html)</span>"
    }
    return """
      <figure class="terminal" id="\(scope.id("terminal-\(verdict.example.name)-\(index + 1)"))">
      <figcaption>\(caption(verdict.example, index))\(badges(verdict.example, index))</figcaption>
      <pre>\(text.joined())</pre>
      </figure>

      """
  }

  /// A line that a terminal shows, with its end.
  private struct Line {
    let html: HTML
    let row: Int
  }

  private static func caption(_ example: Example, _ index: Int) -> HTML {
    let programs = example.terminals[index].commands.compactMap { command in
      command.line.split(separator: " ").first.map(String.init)
    }
    return "\(example.name) <span class=\"note\">\(programs.joined(separator: ", "))</span>"
  }

  private static func badges(_ example: Example, _ index: Int) -> HTML {
    let terminal = example.terminals[index]
    var words: [String] = []
    if let host = terminal.host { words.append("host \(host)") }
    switch terminal.comparison {
    case .exact: break
    case .unordered: words.append("lines in any order")
    case .status: words.append("output not compared")
    }
    if terminal.commands.contains(where: { $0.status != nil }) { words.append("fails on purpose") }
    return words.map { " <span class=\"badge\">\($0)</span>" as HTML }.joined()
  }

  private static func lines(
    _ verdict: Verdict, terminal: Int, command number: Int, _ place: Timeline.Command?
  ) -> [Line] {
    let command = verdict.example.terminals[terminal].commands[number]
    let prompt = verdict.example.terminals[terminal].prompt(of: command)
    var lines = command.line.split(separator: "\n").enumerated().map { index, line -> Line in
      let prompt = index == 0 ? prompt : "> "
      return Line(
        html: "<span class=\"prompt\">\(prompt)</span><kbd>\(line)</kbd>\n",
        row: (place?.typed ?? 0) + index)
    }
    guard let result = verdict.recording?.terminals[terminal].commands[number] else {
      return lines
    }
    lines += output(result, verdict.alignments[terminal][number], place)
    if let status = result.status?.shellStatus, command.status != nil {
      lines.append(
        Line(
          html: "<span class=\"status\" title=\"exit status\">[\(Int(status))]</span>\n",
          row: place?.end ?? 0))
    }
    return lines
  }

  private static func output(
    _ result: Recording.Command, _ alignment: Alignment, _ place: Timeline.Command?
  ) -> [Line] {
    let lines = result.lines
    let interrupt = result.outputBeforeInterrupt.map {
      Transcript.lines(of: result.output.prefix($0)).count
    }
    let control = Line(html: "<kbd class=\"key\">^C</kbd>\n", row: place?.interrupt ?? 0)
    var shown: [Line] = []
    func show(_ line: HTML, _ column: Int) {
      if column == interrupt { shown.append(control) }
      shown.append(Line(html: "\(line)\n", row: place?.output[column] ?? 0))
    }
    for step in alignment.steps {
      switch step {
      case .match(_, let column, let fills): show(marked(lines[column], fills), column)
      case .extra(let column): show("\(lines[column])", column)
      case .anyLines(_, let columns):
        for column in columns {
          show("<span class=\"\(varying)\" title=\"varies\">\(lines[column])</span>", column)
        }
      case .missing: break
      }
    }
    if let interrupt, interrupt >= lines.count { shown.append(control) }
    return shown
  }

  private static func marked(_ line: String, _ fills: [HoleFill]) -> HTML {
    let characters = Array(line)
    var html: HTML = ""
    var start = 0
    for fill in fills {
      html += "\(String(characters[start..<fill.range.lowerBound]))"
      html += "<span class=\"\(varying)\" title=\"varies\">\(fill.value)</span>"
      start = fill.range.upperBound
    }
    return html + "\(String(characters[start...]))"
  }
}
