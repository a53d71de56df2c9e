import WorkbookSupport

/// Reads what was typed and shown in a `console` block.
struct TranscriptReader {
  private let block: CodeBlock
  private let fence: SourceRange
  private let map: LineMap
  private(set) var commands: [Command] = []
  /// The host that its prompts name.
  private(set) var host: String?
  private(set) var problems = ProblemList()

  init(_ block: CodeBlock, fence: SourceRange, map: LineMap) {
    (self.block, self.fence, self.map) = (block, fence, map)
  }

  /// Reads the block as far as it can be read; what is wrong is in ``problems``.
  mutating func read() {
    var line = block.lines.lowerBound
    var isContinued = false
    var hasStatus = false
    for text in block.text.wholeLines {
      line += 1
      if isContinued {
        if text.hasPrefix("> ") {
          commands[commands.count - 1].line += "\n" + text.dropFirst(2)
          isContinued = text.hasSuffix("\\")
        } else {
          problems.report(.unfinishedCommand, at: map.range(ofLine: line - 1))
          isContinued = false
        }
        continue
      }
      if let prompt = Prompt(text) {
        if commands.last?.isInterrupted == true {
          problems.report(.commandAfterInterrupt, at: map.range(ofLine: line))
        }
        if !commands.isEmpty, prompt.host != host {
          problems.report(
            .severalHosts(host ?? "localhost", prompt.host ?? "localhost"),
            at: map.range(ofLine: line))
        }
        host = prompt.host
        if prompt.command.isEmpty { problems.report(.emptyCommand, at: map.range(ofLine: line)) }
        commands.append(
          Command(
            location: map.location(line: line), line: prompt.command, expected: [], status: nil,
            isInterrupted: false, isRoot: prompt.isRoot))
        isContinued = text.hasSuffix("\\")
        hasStatus = false
        continue
      }
      guard !commands.isEmpty else {
        let problem = text == "^C" ? Problem.misplacedInterrupt : .outputBeforeCommand
        problems.report(problem, at: map.range(ofLine: line))
        return
      }
      readShown(text, inLine: line, hasStatus: &hasStatus)
    }
    if isContinued { problems.report(.unfinishedCommand, at: map.range(ofLine: line)) }
    if commands.isEmpty {
      problems.report(.emptyTerminal, at: fence)
    }
  }

  private mutating func readShown(
    _ text: Substring, inLine line: Int, hasStatus: inout Bool
  ) {
    let last = commands.count - 1
    if text == "^C" {
      if commands[last].isInterrupted {
        problems.report(.misplacedInterrupt, at: map.range(ofLine: line))
      }
      commands[last].isInterrupted = true
      return
    }
    if hasStatus {
      // A number in brackets was an ordinary line after all, or stands in the wrong place.
      problems.report(.outputAfterStatus, at: map.range(ofLine: line - 1))
      hasStatus = false
    }
    if text.hasPrefix("["), let match = text.wholeMatch(of: /\[([0-9]{1,3})\]/),
      let status = Int32(match.1),
      (1...255).contains(status)
    {
      commands[last].status = status
      hasStatus = true
      return
    }
    // What a program prints on being interrupted comes after the ^C.
    commands[last].expected.append(
      ExpectedLine(text: String(text), location: map.location(line: line)))
  }
}

/// A line that begins with a prompt.
private struct Prompt {
  let command: String
  /// The host that it names.
  let host: String?
  /// Whether it is root's.
  let isRoot: Bool

  init?(_ text: Substring) {
    var rest = text
    // Making a pattern takes longer than all else that is done with a line.
    if text.utf8.first == UInt8(ascii: "["),
      let match = text.prefixMatch(of: /\[([A-Za-z0-9]+)\](?=[$#] )/)
    {
      host = String(match.1)
      rest = rest[match.range.upperBound...]
    } else {
      host = nil
    }
    if rest == "$" || rest.hasPrefix("$ ") {
      isRoot = false
    } else if rest.hasPrefix("# ") {
      isRoot = true
    } else {
      return nil
    }
    command = String(rest.dropFirst(2))
  }
}
