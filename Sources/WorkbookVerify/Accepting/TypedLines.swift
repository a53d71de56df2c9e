import WorkbookModel

/// What an author typed stays, whatever a run prints.
extension Chapter {
  /// Whether another text of a chapter has the same in it but for what terminals show.
  func isTyped(as other: Chapter) -> Bool {
    typed == other.typed && listings.map(\.text) == other.listings.map(\.text)
      && fragments.map(\.text) == other.fragments.map(\.text) && headings == other.headings
      && blocks.count == other.blocks.count
  }

  /// What is typed, by example, terminal and command.
  private var typed: [[[String]]] {
    examples.map { example in
      example.terminals.map { terminal in
        [example.name]
          + terminal.commands.map { command in
            terminal.prompt(of: command) + command.line + (command.isInterrupted ? "\n^C" : "")
          }
      }
    }
  }
}

extension Verdict {
  /// A command that the shell would have gone on to read: a here-document without its end, an open quotation, a loop
  /// without its end.
  var unfinishedCommand: Command? {
    let words = [
      "Syntax error: end of file unexpected", "Syntax error: Unterminated quoted string",
    ]
    return commands.first { verdict in
      verdict.command.hasOpenDocument
        || verdict.lines.contains { line in
          line.hasPrefix("sh: ") && words.contains { line.contains($0) }
        }
    }?.command
  }

  /// The name of a program that the shell couldn't find, though the chapter doesn't say that it can't.
  var missingProgram: String? {
    for verdict in commands {
      for line in verdict.newLines {
        if let match = line.wholeMatch(of: /sh: [0-9]+: (.+): not found/) { return String(match.1) }
      }
    }
    return nil
  }

  /// A line of the chapter that wasn't printed, and begins as a line does behind the prompt of an interactive program.
  var lostTypedLine: ExpectedLine? {
    for verdict in commands {
      for case .missing(let row) in verdict.alignment?.steps ?? [] {
        let line = verdict.command.expected[row]
        if line.looksTyped { return line }
      }
    }
    return nil
  }
}

extension Command {
  /// Whether a here-document begins in it (as in `cat <<END`) and doesn't end.
  fileprivate var hasOpenDocument: Bool {
    // Not a here-string, nor a number that is shifted.
    let pattern = /(?:^|[^<])<<-?\s*['"\\]?([A-Za-z_][A-Za-z0-9_]*)/
    let lines = line.split(separator: "\n", omittingEmptySubsequences: false)
    return line.matches(of: pattern).contains { match in
      !lines.dropFirst().contains { $0.drop { $0 == "\t" } == match.1 }
    }
  }
}

extension ExpectedLine {
  /// Whether it begins with a prompt, as `>>> 1 + 1` and `sqlite> .tables` do.
  fileprivate var looksTyped: Bool {
    let prompt = #/(?:>>>|\.\.\.>?|[A-Za-z0-9_.@:~/-]{0,40}[>$#%]|\([a-z]+\)) /#
    return text.prefixMatch(of: prompt) != nil
  }
}
