import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// Writes terminals, with what was really printed in them.
enum TerminalWriter {
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
    let own = lines(of: verdict.terminals[index], timeline)
    let text: HTML
    if timeline == nil {
      text = own.map(\.html).joined()
    } else {
      let others = verdict.terminals.enumerated().filter { $0.offset != index }
      let taken = others.flatMap { lines(of: $0.element, timeline).map(\.row) }
      text = placed(own, skipping: Set(taken))
    }
    return """
      <figure class="terminal" id="\(scope.id("terminal-\(verdict.example.name)-\(index + 1)"))">
      <figcaption>\(caption(verdict.example, index))\(badges(verdict.example, index))</figcaption>
      <pre>\(text)</pre>
      </figure>

      """
  }

  /// Writes the command that runs an example again, which stands below its last terminal.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - explanation: Where the book says what that takes, if it does; as ``Book/explanation`` finds it.
  ///   - scope: The page.
  /// - Returns: A line.
  static func command(repeating example: Example, _ explanation: String?, in scope: Scope) -> HTML {
    let words: HTML = "Run it yourself"
    let link = explanation.map { "<a href=\"\(scope.address($0))\">\(words)</a>" as HTML } ?? words
    return "<p class=repeat>\(link): <code>workbook run \(example.name)</code></p>\n"
  }

  /// A line that a terminal shows, with its end.
  private struct Line {
    let html: HTML
    let row: Int
  }

  /// Writes lines into their rows.
  ///
  /// Those that follow each other and have nothing beside them share an element, which goes over as many rows.
  private static func placed(_ lines: [Line], skipping taken: Set<Int>) -> HTML {
    var blocks: [(rows: ClosedRange<Int>, html: HTML)] = []
    for line in lines {
      let isAlone = !taken.contains(line.row)
      if isAlone, let last = blocks.last, last.rows.upperBound == line.row - 1,
        !taken.contains(last.rows.upperBound)
      {
        blocks[blocks.count - 1] = (last.rows.lowerBound...line.row, last.html + line.html)
      } else {
        blocks.append((line.row...line.row, line.html))
      }
    }
    return blocks.map { rows, html -> HTML in
      // The first row is the caption's.
      let first = rows.lowerBound + 1
      let place: HTML = rows.count == 1 ? "--row:\(first)" : "\"--row:\(first)/span \(rows.count)\""
      return "<span style=\(place)>\(html)</span>"
    }.joined()
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
    case .exact: words.append("exact")
    case .unordered: words.append("lines in any order")
    case .status: words.append("output not compared")
    }
    if terminal.commands.contains(where: { $0.status != nil }) { words.append("fails on purpose") }
    return words.map { " <span class=\"badge\">\($0)</span>" as HTML }.joined()
  }

  private static func lines(of verdict: TerminalVerdict, _ timeline: Timeline?) -> [Line] {
    verdict.commands.flatMap { command in
      lines(of: command, in: verdict.terminal, timeline.map { $0[command.place] })
    }
  }

  private static func lines(
    of verdict: CommandVerdict, in terminal: Terminal, _ place: Timeline.Command?
  ) -> [Line] {
    let command = verdict.command
    let prompt = terminal.prompt(of: command)
    var lines = command.line.split(separator: "\n").enumerated().map { index, line -> Line in
      let prompt = index == 0 ? prompt : "> "
      return Line(
        html: "<span class=\"prompt\">\(prompt)</span><kbd>\(text: line)</kbd>\n",
        row: (place?.typed ?? 0) + index)
    }
    guard let result = verdict.result else { return lines }
    lines += output(of: verdict, place)
    if let status = result.status?.shellStatus, command.status != nil {
      lines.append(
        Line(
          html: "<span class=\"status\" title=\"exit status\">[\(Int(status))]</span>\n",
          row: place?.end ?? 0))
    }
    return lines
  }

  private static func output(of verdict: CommandVerdict, _ place: Timeline.Command?) -> [Line] {
    let lines = verdict.lines
    let interrupt = verdict.interruptedAt
    let control = Line(html: "<kbd class=\"key\">^C</kbd>\n", row: place?.interrupt ?? 0)
    var shown: [Line] = []
    func show(_ line: HTML, _ column: Int) {
      if column == interrupt { shown.append(control) }
      shown.append(Line(html: "\(line)\n", row: place?.output[column] ?? 0))
    }
    for step in verdict.alignment?.steps ?? [] {
      switch step {
      case .match(_, let column, let fills): show(marked(lines[column], fills), column)
      case .extra(let column): show("\(text: lines[column])", column)
      case .anyLines(_, let columns):
        for column in columns {
          show(Varying.html(lines[column]), column)
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
      html += "\(text: String(characters[start..<fill.range.lowerBound]))"
      html += Varying.html(fill.value)
      start = fill.range.upperBound
    }
    return html + "\(text: String(characters[start...]))"
  }
}
