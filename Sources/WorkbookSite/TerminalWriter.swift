import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// Writes terminals, with what was really printed in them.
enum TerminalWriter {
  /// What marks text that differs from run to run; ``Page/masked`` looks for it.
  static let varying = "varies"

  static func html(_ verdict: Verdict, terminal index: Int) -> HTML {
    let terminal = verdict.example.terminals[index]
    let commands = terminal.commands.indices.map { html(verdict, terminal: index, command: $0) }
    return """
      <figure class="terminal" id="terminal-\(verdict.example.name)-\(index + 1)">
      <figcaption>\(caption(verdict.example, index))\(badge(terminal.comparison))</figcaption>
      <pre>\(commands.joined())</pre>
      </figure>

      """
  }

  private static func caption(_ example: Example, _ index: Int) -> HTML {
    let programs = example.terminals[index].commands.compactMap { command in
      command.line.split(separator: " ").first.map(String.init)
    }
    return "\(example.name) <span class=\"note\">\(programs.joined(separator: ", "))</span>"
  }

  private static func badge(_ comparison: Terminal.Comparison) -> HTML {
    switch comparison {
    case .exact: ""
    case .unordered: " <span class=\"badge\">lines in any order</span>"
    case .status: " <span class=\"badge\">output not compared</span>"
    }
  }

  private static func html(_ verdict: Verdict, terminal: Int, command number: Int) -> HTML {
    let command = verdict.example.terminals[terminal].commands[number]
    let prompt = verdict.example.terminals[terminal].prompt(of: command)
    let typed = command.line.split(separator: "\n").enumerated().map { index, line -> HTML in
      let prompt = index == 0 ? prompt : "> "
      return "<span class=\"prompt\">\(prompt)</span><kbd>\(line)</kbd>\n"
    }
    guard let result = verdict.recording?.terminals[terminal].commands[number] else {
      return typed.joined()
    }
    return typed.joined()
      + output(result, verdict.alignments[terminal][number])
      + status(of: command, result)
  }

  private static func output(_ result: Recording.Command, _ alignment: Alignment) -> HTML {
    let lines = result.lines
    let interrupt = result.outputBeforeInterrupt.map {
      Transcript.lines(of: result.output.prefix($0)).count
    }
    let control: HTML = "<kbd class=\"key\">^C</kbd>\n"
    var html: HTML = ""
    var shown = 0
    func show(_ line: HTML) {
      if shown == interrupt { html += control }
      html += line
      shown += 1
    }
    for step in alignment.steps {
      switch step {
      case .match(_, let column, let fills): show("\(marked(lines[column], fills))\n")
      case .extra(let column): show("\(lines[column])\n")
      case .anyLines(_, let columns) where !columns.isEmpty:
        html += "<span class=\"\(varying)\" title=\"varies\">"
        for column in columns { show("\(lines[column])\n") }
        html += "</span>"
      case .anyLines, .missing: break
      }
    }
    if let interrupt, interrupt >= shown { html += control }
    return html
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

  private static func status(of command: Command, _ result: Recording.Command) -> HTML {
    guard let status = result.status?.shellStatus, command.status != nil else { return "" }
    return "<span class=\"status\" title=\"exit status\">[\(Int(status))]</span>\n"
  }
}
