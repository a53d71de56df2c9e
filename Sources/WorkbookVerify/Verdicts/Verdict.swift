package import LabProtocol
package import WorkbookModel
package import WorkbookRun

/// What comparing a run of an example with its chapter gave.
///
/// It is a tree: terminals, steps, and for each step what the window showed and how that stands beside the chapter's
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
  /// The programs of the system that it needs, by their names in order; empty until they were asked for their versions.
  package private(set) var tools: [UsedTool] = []

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
      let recorded = recording?.terminals.dropFirst(index).first?.steps ?? []
      return TerminalVerdict(
        terminal: terminal,
        steps: terminal.steps.enumerated().map { number, step in
          StepVerdict(
            step, at: StepPlace(terminal: index, step: number),
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

  /// Whether this machine couldn't run it.
  package var isUnavailable: Bool {
    if case .unavailable = outcome { true } else { false }
  }

  package var differences: [Difference] {
    if case .failed(let differences) = outcome { differences } else { [] }
  }

  /// Notes which programs of the system it needs.
  ///
  /// The first of its differences names those that may be its cause.
  package mutating func note(_ tools: [UsedTool]) {
    self.tools = tools
    guard case .failed(var differences) = outcome, !differences.isEmpty else { return }
    differences[0].otherTools = tools.filter { $0.message != nil }
    outcome = .failed(differences)
  }

  /// What its steps are, and showed, in the order of the example.
  package var steps: [StepVerdict] { terminals.flatMap(\.steps) }

  package subscript(place: StepPlace) -> StepVerdict {
    terminals[place.terminal].steps[place.step]
  }

  /// The command that a step is about: itself, or the one that was typed last in its window.
  package func command(at place: StepPlace) -> StepVerdict {
    let window = example.terminals[place.terminal].window
    let known = terminals[...place.terminal].filter { $0.terminal.window == window }
      .flatMap(\.steps).filter { $0.step.command != nil }
    let before = known.last { step in
      step.place.terminal < place.terminal || step.place.step <= place.step
    }
    return before ?? self[place]
  }
}

/// A terminal of an example, and what came of its steps.
package struct TerminalVerdict: Hashable, Sendable {
  package let terminal: Terminal
  package var steps: [StepVerdict]

  /// The step that was taken last; the first one, if none was.
  var lastTaken: StepVerdict? {
    steps.last { $0.result?.wasTaken == true } ?? steps.first
  }
}

/// A step, and what its window showed.
package struct StepVerdict: Hashable, Sendable {
  package let step: Step
  package let place: StepPlace
  /// How it went; `nil` if the example wasn't run.
  package let result: Recording.Step?
  /// The lines that the window showed.
  package let printed: [PrintedLine]
  /// The same as they can be shown.
  package let lines: [String]
  /// How the lines stand beside the chapter's; `nil` if they weren't compared.
  package var alignment: Alignment?

  init(_ step: Step, at place: StepPlace, _ result: Recording.Step?) {
    self.step = step
    self.place = place
    self.result = result
    printed = result.map { Transcript.printedLines(of: $0.output) } ?? []
    lines = printed.map(\.shown)
  }
}
