import WorkbookSupport

/// Reads what was typed and shown in a `console` block.
struct TranscriptReader {
  private let block: CodeBlock
  private let fence: SourceRange
  private let map: LineMap
  private(set) var steps: [Step] = []
  /// Whose prompts they are, once one was read.
  private(set) var prompt: Prompt?
  private(set) var problems = ProblemList()
  /// Whether the line before is typed for the shell, and `> ` would go on with it.
  private var isTyping = false
  /// Whether the line before is an exit status.
  private var hasStatus = false

  init(_ block: CodeBlock, fence: SourceRange, map: LineMap) {
    (self.block, self.fence, self.map) = (block, fence, map)
  }

  /// Reads the block as far as it can be read; what is wrong is in ``problems``.
  ///
  /// - Parameter isContinued: Whether the block goes on in an earlier window, whose program may still run.
  mutating func read(isContinued: Bool) {
    var line = block.lines.lowerBound
    if isContinued, !block.text.isEmpty { add(.look, inLine: line + 1) }
    for text in block.text.wholeLines {
      line += 1
      if isTyping, continueCommand(text) { continue }
      if isTyping, steps.last?.command?.hasSuffix("\\") == true {
        problems.report(.unfinishedCommand, at: map.range(ofLine: line - 1))
      }
      isTyping = false
      if let prompt = Prompt(text) {
        readCommand(prompt, inLine: line)
      } else if steps.isEmpty {
        let problem = text == "^C" ? Problem.misplacedInterrupt : .outputBeforeCommand
        problems.report(problem, at: map.range(ofLine: line))
        return
      } else {
        readShown(text, inLine: line)
      }
    }
    if isTyping, steps.last?.command?.hasSuffix("\\") == true {
      problems.report(.unfinishedCommand, at: map.range(ofLine: line))
    }
    if steps.isEmpty { problems.report(.emptyTerminal, at: fence) }
  }

  private mutating func add(_ action: Step.Action, inLine line: Int) {
    steps.append(Step(location: map.location(line: line), action: action, expected: []))
  }

  private mutating func readCommand(_ prompt: Prompt, inLine line: Int) {
    if let known = self.prompt {
      if prompt.host != known.host {
        problems.report(
          .severalHosts(known.host ?? "localhost", prompt.host ?? "localhost"),
          at: map.range(ofLine: line))
      } else if prompt.isRoot != known.isRoot {
        problems.report(.severalUsers, at: map.range(ofLine: line))
      }
    }
    self.prompt = self.prompt ?? prompt
    if prompt.command.isEmpty { problems.report(.emptyCommand, at: map.range(ofLine: line)) }
    add(.command(prompt.command), inLine: line)
    isTyping = true
    hasStatus = false
  }

  /// Reads a line that goes on with a command, as `> ` says; returns whether it does.
  private mutating func continueCommand(_ text: Substring) -> Bool {
    // A program may ask with the same prompt, and is answered there.
    guard text.hasPrefix("> ") || text == ">", TypedInput(text) == nil,
      let command = steps.last?.command
    else { return false }
    steps[steps.count - 1].action = .command(command + "\n" + text.dropFirst(2))
    return true
  }

  private mutating func readShown(_ text: Substring, inLine line: Int) {
    if hasStatus {
      // A number in brackets was an ordinary line after all, or stands in the wrong place.
      problems.report(.outputAfterStatus, at: map.range(ofLine: line - 1))
      hasStatus = false
    }
    switch text {
    case "^C": return add(.interrupt, inLine: line)
    case "^D": return add(.endOfInput, inLine: line)
    default: break
    }
    if let input = TypedInput(text) {
      readInput(input, inLine: line)
    } else if text.hasPrefix("["), let match = text.wholeMatch(of: /\[([0-9]{1,3})\]/),
      let status = Int32(match.1), (1...255).contains(status)
    {
      steps[steps.count - 1].status = status
      hasStatus = true
    } else {
      show(String(text), inLine: line)
    }
  }

  /// Reads what a program was answered: what stands before it had been printed without an end of the line.
  private mutating func readInput(_ input: TypedInput, inLine line: Int) {
    guard input.isWhole else {
      return problems.report(.unfinishedInput, at: map.range(ofLine: line))
    }
    if !input.prompt.isEmpty { show(input.prompt + "\\", inLine: line) }
    add(.input(input.text), inLine: line)
    // The terminal shows what is typed.
    steps[steps.count - 1].expected = [
      ExpectedLine(text: input.text, location: map.location(line: line), isTyped: true)
    ]
  }

  private mutating func show(_ text: String, inLine line: Int) {
    steps[steps.count - 1].expected.append(
      ExpectedLine(text: text, location: map.location(line: line)))
  }
}

/// A line in which something was typed for a program: `Name? ‹Ada›`.
package struct TypedInput {
  /// What the program had printed in that line.
  let prompt: String
  let text: String
  /// Whether nothing stands behind it.
  let isWhole: Bool

  package static let (begin, end): (Character, Character) = ("‹", "›")

  /// Reads a line, or returns `nil` if nothing in it was typed.
  ///
  /// A mark behind a backslash is one that was printed.
  init?(_ line: Substring) {
    guard let start = Self.mark(in: line) else { return nil }
    prompt = String(line[..<start])
    let rest = line[line.index(after: start)...]
    isWhole = rest.last == Self.end
    text = String(isWhole ? rest.dropLast() : rest)
  }

  private static func mark(in line: Substring) -> Substring.Index? {
    // Looking for characters takes longer than all else that is done with a line.
    guard line.utf8.contains(0xe2) else { return nil }
    var isEscaped = false
    for index in line.indices {
      if line[index] == begin, !isEscaped { return index }
      isEscaped = line[index] == "\\" && !isEscaped
    }
    return nil
  }
}

/// A line that begins with a prompt.
struct Prompt {
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
