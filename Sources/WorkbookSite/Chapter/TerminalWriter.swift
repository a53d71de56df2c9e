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
    var html: HTML
    let row: Int
    /// Whether what is typed next stands in the same line.
    var isOpen = false
    /// Whether the end is in its text.
    var hasEnd = false
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
    let programs = example.terminals[index].steps.compactMap(\.command).compactMap { command in
      command.split(separator: " ").first.map(String.init)
    }
    return "\(example.name) <span class=\"note\">\(programs.joined(separator: ", "))</span>"
  }

  private static func badges(_ example: Example, _ index: Int) -> HTML {
    let terminal = example.terminals[index]
    var words: [String] = []
    if let host = terminal.host { words.append("host \(host)") }
    if let window = example.windows[terminal.window].name { words.append("window \(window)") }
    switch terminal.comparison {
    case .exact: words.append("exact")
    case .unordered: words.append("lines in any order")
    case .status: words.append("output not compared")
    }
    if terminal.hasColumns { words.append("columns of any width") }
    if terminal.steps.contains(where: { $0.status != nil }) { words.append("fails on purpose") }
    return words.map { " <span class=\"badge\">\($0)</span>" as HTML }.joined()
  }

  private static func lines(of verdict: TerminalVerdict, _ timeline: Timeline?) -> [Line] {
    var lines: [Line] = []
    for (index, step) in verdict.steps.enumerated() {
      let next = verdict.steps.dropFirst(index + 1).first?.step
      var own = Self.lines(
        of: step, in: verdict.terminal, timeline.map { $0[step.place] },
        isBeforeInput: next?.isInput ?? false)
      if let open = lines.last, open.isOpen, let first = own.first {
        lines[lines.count - 1] = Line(
          html: open.html + first.html, row: open.row, isOpen: first.isOpen)
        own.removeFirst()
      }
      lines += own
    }
    return lines
  }

  private static func lines(
    of verdict: StepVerdict, in terminal: Terminal, _ place: Timeline.Step?, isBeforeInput: Bool
  ) -> [Line] {
    var lines = typed(verdict.step, in: terminal, place)
    guard let result = verdict.result else { return lines }
    var output = output(of: verdict, place, in: terminal)
    if isBeforeInput, result.output.last != UInt8(ascii: "\n"), let last = output.indices.last {
      output[last].isOpen = true
    }
    lines += output.map { line in
      let end: HTML = line.isOpen || line.hasEnd ? "" : "\n"
      return Line(html: line.html + end, row: line.row, isOpen: line.isOpen)
    }
    if let status = result.status?.shellStatus, let expected = verdict.step.status {
      lines.append(
        Line(
          html: Self.html(ofStatus: Trap.isSame(status, expected) ? expected : status),
          row: place?.end ?? 0))
    }
    return lines
  }

  private static func html(ofStatus status: Int32) -> HTML {
    let title: HTML =
      Trap.statuses.contains(status)
      ? "exit status; a program that stops itself has 132 on x86-64, and 133 on arm64"
      : "exit status"
    return "<span class=\"status\" title=\"\(title)\">[\(Int(status))]</span>\n"
  }

  /// What is typed or pressed, as far as it has lines of its own.
  private static func typed(
    _ step: Step, in terminal: Terminal, _ place: Timeline.Step?
  ) -> [Line] {
    let row = place?.typed ?? 0
    switch step.action {
    case .command(let command):
      let lines = command.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.enumerated().map { index, line in
        let prompt = index == 0 ? terminal.prompt : "> "
        return Line(
          html: "<span class=\"prompt\">\(prompt)</span><kbd>\(text: line)</kbd>\n",
          row: row + index)
      }
    case .endOfInput: return [Line(html: "<kbd class=\"key\">^D</kbd>\n", row: row)]
    case .interrupt: return [Line(html: "<kbd class=\"key\">^C</kbd>\n", row: row)]
    case .input, .look: return []
    }
  }

  /// What was shown, piece by piece; a line is without its end, and all lines of a `...` have theirs.
  private static func output(
    of verdict: StepVerdict, _ place: Timeline.Step?, in terminal: Terminal
  ) -> [Line] {
    let lines = verdict.printed
    return verdict.pieces(in: terminal).enumerated().map { number, piece in
      let row = place?.output[number] ?? 0
      switch piece {
      case .line(let line, let fills, let isTyped):
        let html = lines[line].html(fills, hasColumns: terminal.hasColumns)
        return Line(html: isTyped ? "<kbd>\(html)</kbd>" : html, row: row)
      case .anyLines(let some):
        return Line(html: PrintedLine.varying(some.map { lines[$0] }), row: row, hasEnd: true)
      }
    }
  }
}

extension Step {
  /// Whether something is typed for a program.
  fileprivate var isInput: Bool {
    if case .input = action { true } else { false }
  }
}
