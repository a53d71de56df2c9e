import FoundationEssentials
package import LabProtocol
package import WorkbookModel
package import WorkbookRun
package import WorkbookVerify

/// A chapter with one example, and what its terminals are said to have printed.
package struct MadeUpRun {
  package let book: Book
  package var recording: Recording

  package var chapter: Chapter { book.chapters[0] }
  package var example: Example { chapter.examples[0] }
  package var verdict: Verdict { Comparison.verdict(on: recording, of: example, in: chapter) }

  /// Reads a chapter of one example.
  ///
  /// - Parameters:
  ///   - chapter: Its text, from line 3 of the file on.
  ///   - folder: Where the book is to be.
  ///   - outputs: What each command prints, by terminal.
  ///   - statuses: How each command ends, by terminal; with status 0, where this is left out, or by
  ///     Ctrl-C, where the chapter says so.
  ///   - ending: How the run ends.
  /// - Throws: `MalformedBook`, with what is wrong with the chapter.
  package init(
    _ chapter: String, in folder: TemporaryFolder, outputs: [[String]],
    statuses: [[LabProtocol.ExitStatus?]]? = nil, ending: Ending = .complete
  ) throws {
    book = try folder.book(chapter)
    recording = Recording(
      of: book.chapters[0].examples[0], outputs: outputs, statuses: statuses, ending: ending)
  }
}

extension Recording {
  /// What an example's terminals are said to have printed.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - outputs: What each command prints, by terminal.
  ///   - statuses: How each command ends, by terminal; with status 0, where this is left out, or by
  ///     Ctrl-C, where the chapter says so.
  ///   - ending: How the run ends.
  package init(
    of example: Example, outputs: [[String]], statuses: [[LabProtocol.ExitStatus?]]? = nil,
    ending: Ending = .complete
  ) {
    self.init(
      terminals: zip(example.terminals, outputs).enumerated().map { index, pair in
        let (terminal, outputs) = pair
        return Recording.Terminal(
          commands: zip(terminal.commands, outputs).enumerated().map { number, pair in
            let (command, output) = pair
            var result = Recording.Command()
            result.wasStarted = true
            result.output = Data(output.utf8)
            if let statuses {
              result.status = statuses[index][number]
            } else {
              result.status = command.isInterrupted ? .signaled(2) : .exited(0)
            }
            if command.isInterrupted && result.status == .signaled(2) {
              result.wasInterrupted = true
              result.outputBeforeInterrupt = result.output.count
            }
            return result
          })
      }, events: [], outcome: .ran(ending), duration: 1)
  }
}

extension Recording.Command {
  /// What it printed, as lines.
  package var lines: [String] { Transcript.lines(of: output) }
}

extension Diagnostic {
  /// It and its notes, as they are printed.
  package var descriptions: [String] {
    lines.map { "\($0.range.start): \($0.severity.rawValue): \($0.message)" }
  }
}
