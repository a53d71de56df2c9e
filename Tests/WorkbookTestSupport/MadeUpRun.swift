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
  ///   - outputs: What each window shows after each step, by terminal; nothing after those that are left out.
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
  /// What an example's windows are said to have shown.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - outputs: What each window shows after each step, by terminal; nothing after those that are left out.
  ///   - statuses: How each command ends, by terminal; with status 0, where this is left out, or by
  ///     Ctrl-C, where the chapter says so.
  ///   - ending: How the run ends.
  package init(
    of example: Example, outputs: [[String]], statuses: [[LabProtocol.ExitStatus?]]? = nil,
    ending: Ending = .complete
  ) {
    var terminals: [Recording.Terminal] = zip(example.terminals, outputs).map { terminal, outputs in
      Recording.Terminal(
        steps: terminal.steps.enumerated().map { number, step in
          var result = Recording.Step(LabRequest.Action(step.action))
          result.wasTaken = true
          if number < outputs.count { result.output = Data(outputs[number].utf8) }
          return result
        })
    }
    for (index, terminal) in example.terminals.enumerated() where index < terminals.count {
      let commands = terminal.steps.indices.filter { terminal.steps[$0].command != nil }
      for (number, command) in commands.enumerated() {
        let places = example.steps(ofCommandAt: .init(terminal: index, step: command))
        let interrupt = places.last { example[$0].action == .interrupt }
        let last = interrupt ?? places[places.count - 1]
        if let statuses {
          // What didn't end by Ctrl-C ended before.
          let status = statuses[index][number]
          let place = status == .signaled(2) ? last : places[0]
          terminals[place.terminal].steps[place.step].status = status
        } else {
          terminals[last.terminal].steps[last.step].status =
            interrupt == nil ? .exited(0) : .signaled(2)
        }
      }
    }
    self.init(terminals: terminals, events: [], outcome: Outcome.ran(ending), duration: 1.0)
  }
}

extension Recording.Step {
  /// What its window showed, as lines.
  package var lines: [String] { Transcript.lines(of: output) }
}

extension Diagnostic {
  /// It and its notes, as they are printed.
  package var descriptions: [String] {
    lines.map { "\($0.range.start): \($0.severity.rawValue): \($0.message)" }
  }
}
