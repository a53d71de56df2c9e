import Glibc
import LabProtocol
package import WorkbookModel
package import WorkbookRun
import WorkbookSupport

/// Compares a recording with the chapter.
///
/// This is the front door of the stage.
package struct Comparison {
  private let chapter: Chapter
  private let recording: Recording
  private let limits: Limits
  private var verdict: Verdict
  private var bindings: Bindings = [:]
  private var differences: [Difference] = []

  /// Compares transcript with transcript; never the order between terminals.
  package static func verdict(
    on recording: Recording, of example: Example, in chapter: Chapter
  ) -> Verdict {
    if case .unavailable(let failure) = recording.outcome {
      let difference = Difference(location: example.location, kind: .noFolder(failure))
      return Verdict(
        example, in: chapter,
        failure.cause == .machine ? .unavailable(failure) : .failed([difference]), recording)
    }
    var comparison = Comparison(example: example, chapter: chapter, recording: recording)
    // Half a run differs in many ways that say nothing.
    if comparison.isWhole {
      comparison.compareSteps()
      comparison.compareBytes()
    }
    comparison.compareEnding()
    let differences = comparison.differences
    if !differences.isEmpty { comparison.verdict.outcome = .failed(differences) }
    return comparison.verdict
  }

  private init(example: Example, chapter: Chapter, recording: Recording) {
    self.chapter = chapter
    self.recording = recording
    limits = Limits(for: example)
    verdict = Verdict(example, in: chapter, .passed, recording)
  }

  /// Whether every command ran to its end.
  private var isWhole: Bool {
    switch recording.outcome {
    case .ran(.complete), .ran(.leftBehind): true
    case .ran, .unavailable: false
    }
  }

  private mutating func compareSteps() {
    bindings = SharedNames.bindings(
      of: verdict.terminals.flatMap { terminal in
        terminal.steps.compactMap { Self.compared($0, in: terminal.terminal) }
      })
    for (index, terminal) in verdict.terminals.enumerated() {
      for (number, step) in terminal.steps.enumerated() {
        verdict.terminals[index].steps[number].alignment = compareOutput(
          of: step, in: terminal.terminal)
        checkPorts(of: step)
        checkEffect(of: step)
        if step.step.command != nil { compareStatus(of: step) }
      }
    }
  }

  private mutating func compareOutput(of verdict: StepVerdict, in terminal: Terminal) -> Alignment {
    guard let compared = Self.compared(verdict, in: terminal) else {
      return Alignment(steps: [.anyLines(expected: 0, actual: verdict.printed.indices)])
    }
    let alignment = Alignment(
      expected: compared.expected, actual: compared.printed, rule: compared.rule,
      bindings: &bindings)
    guard !alignment.isPerfect else { return alignment }
    let diff = Diff(alignment, of: verdict.step, actual: verdict.printed)
    let command = command(of: verdict)
    var location = verdict.step.location
    location.line = diff.firstLine ?? location.line
    differences.append(
      Difference(
        location: location,
        kind: alignment.isUndecided
          ? .undecided(command: command) : .output(command: command, diff: diff),
        stops: stops(in: verdict.printed), exhausted: exhausted(by: verdict)))
    return alignment
  }

  /// What is compared of a step; nothing where only exit statuses count.
  ///
  /// What was typed is a line of the window, unless the program keeps it from being shown, as for a password.
  private static func compared(_ verdict: StepVerdict, in terminal: Terminal) -> ComparedStep? {
    guard terminal.comparison != .status else { return nil }
    let isEchoed = { (line: ExpectedLine) in
      verdict.printed.first?.bytes.elementsEqual(line.text.utf8) ?? false
    }
    let patterns = verdict.step.expected.map { line in
      line.isTyped && !isEchoed(line) ? LinePattern("") : line.pattern
    }
    return ComparedStep(
      expected: patterns, printed: verdict.printed,
      rule: LineRule(
        isOrdered: terminal.comparison == .exact, hasColumns: terminal.hasColumns))
  }

  /// What was typed for the shell when a step was taken.
  private func command(of step: StepVerdict) -> String {
    let command = verdict.command(at: step.place)
    return command.step.command ?? ""
  }

  /// Reports a step that met a program which had ended by then, or a shell.
  private mutating func checkEffect(of verdict: StepVerdict) {
    let place = verdict.place
    let places = self.verdict.example.steps(ofCommandAt: self.verdict.command(at: place).place)
    let steps = places.map { self.verdict[$0] }
    func report(_ kind: Difference.Kind) {
      differences.append(
        Difference(
          location: verdict.step.location, kind: kind,
          stops: steps.flatMap { stops(in: $0.printed) }, exhausted: steps.flatMap(exhausted)))
    }
    let isOpen =
      self.verdict.example.windows[self.verdict.terminals[place.terminal].terminal.window].staysOpen
    switch verdict.step.action {
    case .command(let line):
      guard let status = status(after: places) else {
        // The last command of its window may still run, and others can't.
        let isInterrupted = self.verdict.example.isInterrupted(at: place)
        if !isOpen && !isInterrupted { report(.shellEnded(command: line)) }
        return
      }
      if isOpen, isLastCommand(at: place) { report(.notOpen(command: line, status)) }
    case .input, .endOfInput, .interrupt:
      guard let status = status(after: places.prefix { $0 != place }) else { return }
      let line = command(of: verdict)
      report(
        verdict.step.action == .interrupt
          ? .endedEarly(command: line, status) : .endedBeforeInput(command: line, status))
    case .look: break
    }
  }

  /// How a command ended that ended after one of its steps.
  private func status(after places: some Sequence<StepPlace>) -> ExitStatus? {
    for place in places {
      if let status = verdict[place].result?.status { return status }
    }
    return nil
  }

  /// Whether no other command is typed later in the window of a command.
  private func isLastCommand(at place: StepPlace) -> Bool {
    let example = verdict.example
    let window = example.terminals[place.terminal].window
    let last = example.steps(ofCommandAt: place).last
    let all = example.terminals.enumerated().filter { $0.element.window == window }
      .flatMap { number, terminal in
        terminal.steps.indices.map { StepPlace(terminal: number, step: $0) }
      }
    return last == all.last
  }

  private mutating func compareStatus(of verdict: StepVerdict) {
    let places = self.verdict.example.steps(ofCommandAt: verdict.place)
    let steps = places.map { self.verdict[$0] }
    // A command that didn't end is what the run's ending is about.
    guard let ended = steps.firstIndex(where: { $0.result?.status != nil }),
      let status = steps[ended].result?.status
    else { return }
    // What comes too late for it says so.
    guard steps[(ended + 1)...].allSatisfy({ $0.step.action == .look }) else { return }
    let shown = steps.last { $0.step.status != nil }
    let expected = shown?.step.status
    // Ending by the interrupt is what an interrupted command does, unless the chapter knows better.
    let isInterrupted = steps.contains { $0.step.action == .interrupt }
    let interrupted = ExitStatus.signaled(2).shellStatus
    if isInterrupted, expected == nil, status.shellStatus == interrupted { return }
    guard !Trap.isSame(status.shellStatus, expected ?? 0) else { return }
    differences.append(
      Difference(
        location: (shown ?? verdict).step.location,
        kind: .status(command: command(of: verdict), expected: expected ?? 0, actual: status),
        stops: steps.flatMap { stops(in: $0.printed) }, exhausted: steps.flatMap(exhausted)))
  }

  private mutating func checkPorts(of verdict: StepVerdict) {
    guard verdict.result?.lackedPorts == true else { return }
    let window = self.verdict.example.terminals[verdict.place.terminal].window
    let ports = self.verdict.example.clientPorts(ofWindow: window)
    differences.append(
      Difference(
        location: verdict.step.location,
        kind: .portsExhausted(
          command: command(of: verdict), count: ports.reduce(0) { $0 + $1.count })))
  }

  /// Looks whether what `bytes` blocks cut into pieces was printed.
  private mutating func compareBytes() {
    let lines = verdict.steps.flatMap(\.printed)
    for row in verdict.example.layouts.flatMap(\.rows)
    where !lines.contains(where: { $0.contains(row.digits) }) {
      differences.append(
        Difference(location: row.location, kind: .bytesNotPrinted(row.digits)))
    }
  }

  private mutating func compareEnding() {
    guard case .ran(let ending) = recording.outcome else { return }
    func report(in terminal: Int, _ kind: (String) -> Difference.Kind) {
      guard let step = verdict.terminals[terminal].lastTaken else { return }
      let command = verdict.command(at: step.place)
      differences.append(
        Difference(location: command.step.location, kind: kind(command.step.command ?? "")))
    }
    let first = unfinishedTerminal ?? 0
    switch ending {
    case .complete: break
    // Such a run is done again; one that comes here, as a helper that was broken into may say it, has shown nothing.
    case .ticks:
      report(in: first) { _ in .timeLimit(seconds: limits.seconds, taken: 0, []) }
    case .leftBehind(let activities):
      report(in: activities.first?.terminal ?? 0) { _ in .leftBehind(activities) }
    case .timeLimit(let activities):
      report(in: first) { _ in
        .timeLimit(seconds: limits.seconds, taken: recording.duration / 1e3, activities)
      }
    case .waitsForEver(let activities): report(in: first) { _ in .waitsForEver(activities) }
    case .ignoresInterrupt(let terminal, let activities):
      report(in: terminal) { .ignoresInterrupt(command: $0, activities) }
    case .outputLimit(let terminal):
      report(in: terminal) { .outputLimit(command: $0, bytes: limits.output) }
    case .processLimit(let terminal):
      report(in: terminal) { .processLimit(command: $0, count: limits.processes) }
    }
  }

  /// The terminal to blame for a run that doesn't end: the last one whose command should have ended by itself; or any
  /// whose command hasn't.
  private var unfinishedTerminal: Int? {
    let unfinished = verdict.terminals.indices.filter { index in
      verdict.terminals[index].steps.contains { step in
        step.step.command != nil && step.result?.wasTaken == true
          && verdict.example.steps(ofCommandAt: step.place)
            .allSatisfy { verdict[$0].result?.status == nil }
      }
    }
    return unfinished.last { index in
      guard let last = verdict.terminals[index].lastTaken else { return false }
      return !verdict.example.isInterrupted(at: last.place)
    } ?? unfinished.last
  }

  /// What a command may have had too little of, so that it didn't do what it should: signals say so for certain, and
  /// so do words that programs have for errors (errno(3)).
  private func exhausted(by verdict: StepVerdict) -> [ExhaustedResource] {
    let words: [(Resource, [String])] = [
      (.openFiles, ["Too many open files", "EMFILE"]),
      (.memory, ["Cannot allocate memory", "ENOMEM", "MemoryError", "bad_alloc"]),
      // Not EAGAIN by itself, which a socket that doesn't wait gives all the time.
      (.processes, ["Cannot fork", "fork: retry"]),
    ]
    var exhausted: [Resource] = []
    switch verdict.result?.status?.signal {
    case SIGXCPU: exhausted.append(.processorTime)
    case SIGXFSZ: exhausted.append(.fileSize)
    default: break
    }
    for (resource, words) in words
    where verdict.printed.contains(where: { line in words.contains { line.contains($0) } }) {
      exhausted.append(resource)
    }
    return exhausted.map { ExhaustedResource(resource: $0, limit: limits[$0]) }
  }

  /// The places that messages such as `echo-server.swift:12: Fatal error` name.
  private func stops(in lines: [PrintedLine]) -> [SourceLocation] {
    lines.filter { $0.contains("Fatal error") }.compactMap { line in
      guard
        let match = line.shown.firstMatch(of: /([A-Za-z0-9._-]+\.swift):([0-9]+): Fatal error/),
        let listing = chapter.listings[String(match.1)], let number = Int(match.2)
      else { return nil }
      return listing.location(ofLine: number)
    }
  }
}

extension PrintedLine {
  /// Whether the line has a text in it, letter by letter.
  fileprivate func contains(_ text: String) -> Bool {
    TextSearch(for: Array(text.utf8)).first(in: bytes, from: 0) != nil
  }
}
