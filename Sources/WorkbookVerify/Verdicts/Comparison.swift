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
  private var bindings: [String: String] = [:]
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
      comparison.compareCommands()
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

  private mutating func compareCommands() {
    for (index, terminal) in verdict.terminals.enumerated() {
      for (number, command) in terminal.commands.enumerated() {
        verdict.terminals[index].commands[number].alignment = compareOutput(
          of: command, terminal.terminal.comparison)
        compareStatus(of: command)
      }
    }
  }

  private mutating func compareOutput(
    of verdict: CommandVerdict, _ comparison: Terminal.Comparison
  ) -> Alignment {
    let command = verdict.command
    let expected = command.expected.map(\.text)
    let actual = verdict.lines
    let alignment =
      switch comparison {
      case .exact: Alignment(expected: expected, actual: actual, bindings: &bindings)
      case .unordered: Alignment(unordered: expected, actual: actual, bindings: &bindings)
      case .status:
        Alignment(steps: [.anyLines(expected: 0, actual: actual.indices)])
      }
    guard !alignment.isPerfect else { return alignment }
    let diff = Diff(alignment, of: command, actual: actual)
    var location = command.location
    location.line = diff.firstLine ?? location.line
    differences.append(
      Difference(
        location: location, kind: .output(command: command.line, diff: diff),
        stops: stops(in: actual), exhausted: exhausted(by: verdict)))
    return alignment
  }

  private mutating func compareStatus(of verdict: CommandVerdict) {
    let command = verdict.command
    func report(_ kind: Difference.Kind) {
      differences.append(
        Difference(
          location: command.location, kind: kind, stops: stops(in: verdict.lines),
          exhausted: exhausted(by: verdict)))
    }
    // A command that didn't end is what the run's ending is about.
    guard let result = verdict.result, let status = result.status else { return }
    if command.isInterrupted && !result.wasInterrupted {
      return report(.endedEarly(command: command.line, status))
    }
    // Ending by the interrupt is what an interrupted command does, unless the chapter knows better.
    let interrupted = ExitStatus.signaled(2).shellStatus
    if command.isInterrupted, command.status == nil, status.shellStatus == interrupted { return }
    if status.shellStatus != command.status ?? 0 {
      report(.status(command: command.line, expected: command.status ?? 0, actual: status))
    }
  }

  /// Looks whether what `bytes` blocks cut into pieces was printed.
  private mutating func compareBytes() {
    let lines = verdict.commands.flatMap(\.lines)
    for row in verdict.example.layouts.flatMap(\.rows)
    where !lines.contains(where: { $0.contains(row.digits) }) {
      differences.append(
        Difference(location: row.location, kind: .bytesNotPrinted(row.digits)))
    }
  }

  private mutating func compareEnding() {
    guard case .ran(let ending) = recording.outcome else { return }
    func report(in terminal: Int, _ kind: (String) -> Difference.Kind) {
      guard let command = verdict.terminals[terminal].lastStarted?.command else { return }
      differences.append(Difference(location: command.location, kind: kind(command.line)))
    }
    let first = unfinishedTerminal ?? 0
    switch ending {
    case .complete: break
    case .leftBehind(let activities):
      report(in: activities.first?.terminal ?? 0) { _ in .leftBehind(activities) }
    case .timeLimit(let activities):
      report(in: first) { _ in .timeLimit(seconds: limits.seconds, activities) }
    case .waitsForEver(let activities): report(in: first) { _ in .waitsForEver(activities) }
    case .ignoresInterrupt(let terminal, let activities):
      report(in: terminal) { .ignoresInterrupt(command: $0, activities) }
    case .outputLimit(let terminal):
      report(in: terminal) { .outputLimit(command: $0, bytes: limits.output) }
    case .processLimit(let terminal):
      report(in: terminal) { .processLimit(command: $0, count: limits.processes) }
    }
  }

  /// The terminal to blame for a run that doesn't end: the last one that was opened and should have
  /// ended by itself; or any that hasn't.
  private var unfinishedTerminal: Int? {
    let unfinished = verdict.terminals.indices.filter { index in
      verdict.terminals[index].commands.contains { command in
        command.result?.wasStarted == true && command.result?.status == nil
      }
    }
    return unfinished.last { index in
      verdict.terminals[index].lastStarted?.command.isInterrupted == false
    } ?? unfinished.last
  }

  /// What a command may have had too little of, so that it didn't do what it should: signals say so for certain, and
  /// so do words that programs have for errors (errno(3)).
  private func exhausted(by verdict: CommandVerdict) -> [ExhaustedResource] {
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
    where verdict.lines.contains(where: { line in words.contains { line.contains($0) } }) {
      exhausted.append(resource)
    }
    return exhausted.map { ExhaustedResource(resource: $0, limit: limits[$0]) }
  }

  /// The places that messages such as `echo-server.swift:12: Fatal error` name.
  private func stops(in lines: [String]) -> [SourceLocation] {
    lines.compactMap { line in
      guard
        let match = line.firstMatch(of: /([A-Za-z0-9._-]+\.swift):([0-9]+): Fatal error/),
        let listing = chapter.listings[String(match.1)], let number = Int(match.2)
      else { return nil }
      return listing.location(ofLine: number)
    }
  }
}
