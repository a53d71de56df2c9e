package import LabProtocol
package import WorkbookModel
package import WorkbookRun

/// What comparing a run of an example with its chapter gave.
///
/// It is a tree: terminals, commands, and for each command what it showed and how that stands beside the chapter's
/// lines. Pages, reports and accepting go through it, so that a chapter and a recording are joined once.
package struct Verdict: Hashable, Sendable {
  package var example: Example
  /// The chapter's name.
  package var chapter: String
  package var outcome: Outcome
  /// The run, if there was one.
  package var recording: Recording?
  /// The example's terminals, all of them.
  package var terminals: [TerminalVerdict]

  package enum Outcome: Hashable, Sendable {
    /// Everything is as the chapter says.
    case passed
    case failed([Difference])
    /// Programs that it needs couldn't be built.
    case notBuilt([String])
    /// This machine can't run it.
    case unavailable(LabFailure)
  }

  /// Joins an example with its recording; what is different isn't known yet.
  init(_ example: Example, in chapter: Chapter, _ outcome: Outcome, _ recording: Recording?) {
    self.example = example
    self.chapter = chapter.name
    self.outcome = outcome
    self.recording = recording
    terminals = example.terminals.enumerated().map { index, terminal in
      let recorded = recording?.terminals.dropFirst(index).first?.commands ?? []
      return TerminalVerdict(
        terminal: terminal,
        commands: terminal.commands.enumerated().map { number, command in
          CommandVerdict(
            command, at: Example.CommandPlace(terminal: index, command: number),
            recorded.dropFirst(number).first)
        })
    }
  }

  /// The verdict on an example that couldn't be run for want of programs.
  package static func notBuilt(
    _ example: Example, in chapter: Chapter, missing programs: [String]
  ) -> Verdict {
    Verdict(example, in: chapter, .notBuilt(programs), nil)
  }

  package var passed: Bool { outcome == .passed }

  package var differences: [Difference] {
    if case .failed(let differences) = outcome { differences } else { [] }
  }

  /// What its commands are, and showed, in the order of the example.
  package var commands: [CommandVerdict] { terminals.flatMap(\.commands) }
}

/// A terminal of an example, and what came of its commands.
package struct TerminalVerdict: Hashable, Sendable {
  package let terminal: Terminal
  package var commands: [CommandVerdict]

  /// The command that ran last; the first one, if none did.
  var lastStarted: CommandVerdict? {
    commands.last { $0.result?.wasStarted == true } ?? commands.first
  }
}

/// A command, and what it showed.
package struct CommandVerdict: Hashable, Sendable {
  package let command: Command
  package let place: Example.CommandPlace
  /// How it went; `nil` if the example wasn't run.
  package let result: Recording.Command?
  /// The lines that it showed.
  package let lines: [String]
  /// Before which of ``lines`` Ctrl-C was pressed; `nil` if it wasn't.
  package let interruptedAt: Int?
  /// How the lines stand beside the chapter's; `nil` if they weren't compared.
  package var alignment: Alignment?

  init(_ command: Command, at place: Example.CommandPlace, _ result: Recording.Command?) {
    self.command = command
    self.place = place
    self.result = result
    lines = result.map { Transcript.lines(of: $0.output) } ?? []
    interruptedAt = result.flatMap { result in
      result.outputBeforeInterrupt.map { Transcript.lineCount(of: result.output.prefix($0)) }
    }
  }
}
