import WorkbookModel

/// What an author typed stays, whatever a run prints.
extension Chapter {
  /// Whether another text of a chapter has the same in it but for what terminals show.
  func isTyped(as other: Chapter) -> Bool {
    typed == other.typed && listings.map(\.text) == other.listings.map(\.text)
      && fragments.map(\.text) == other.fragments.map(\.text) && headings == other.headings
      && blocks.count == other.blocks.count
  }

  /// What is done in a terminal.
  private struct Typed: Hashable {
    let example: String
    let window: Int
    let prompt: String
    let actions: [Step.Action]
  }

  private var typed: [Typed] {
    examples.flatMap { example in
      example.terminals.map { terminal in
        Typed(
          example: example.name, window: terminal.window, prompt: terminal.prompt,
          actions: terminal.steps.map(\.action))
      }
    }
  }
}

extension Verdict {
  /// A command that the shell would have gone on to read: a here-document without its end, an open quotation, a loop
  /// without its end.
  var unfinishedCommand: Step? {
    let words = [
      "Syntax error: end of file unexpected", "Syntax error: Unterminated quoted string",
    ]
    return steps.first { verdict in
      verdict.step.command?.hasOpenDocument == true
        || verdict.lines.contains { line in
          line.hasPrefix("sh: ") && words.contains { line.contains($0) }
        }
    }?.step
  }

  /// The name of a program that the shell couldn't find, though the chapter doesn't say that it can't.
  var missingProgram: String? {
    for verdict in steps {
      for line in verdict.newLines {
        if let match = line.wholeMatch(of: /sh: [0-9]+: (.+): not found/) { return String(match.1) }
      }
    }
    return nil
  }

  /// A line of the chapter that wasn't printed, and begins as a line does behind the prompt of an interactive program.
  var lostTypedLine: ExpectedLine? {
    for verdict in steps {
      for case .missing(let row) in verdict.alignment?.steps ?? [] {
        let line = verdict.step.expected[row]
        if !line.isTyped, line.looksTyped { return line }
      }
    }
    return nil
  }
}

extension String {
  /// Whether a here-document begins in a command (as in `cat <<END`) and doesn't end.
  fileprivate var hasOpenDocument: Bool {
    // Not a here-string, nor a number that is shifted.
    let pattern = /(?:^|[^<])<<-?\s*['"\\]?([A-Za-z_][A-Za-z0-9_]*)/
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    return matches(of: pattern).contains { match in
      !lines.dropFirst().contains { $0.drop { $0 == "\t" } == match.1 }
    }
  }
}

extension ExpectedLine {
  /// Whether it begins with a prompt, as `>>> 1 + 1` and `sqlite> .tables` do.
  fileprivate var looksTyped: Bool {
    let prompt = #/(?:>>>|\.\.\.>?|[A-Za-z0-9_.@:~/-]{0,40}[>$#%]|\([a-z]+\)) /#
    guard let match = text.prefixMatch(of: prompt) else { return false }
    // A prompt behind which nothing stands was printed.
    return !["", "\\"].contains(text[match.range.upperBound...])
  }
}
