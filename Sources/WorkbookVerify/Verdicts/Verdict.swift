package import LabProtocol
package import WorkbookModel
package import WorkbookRun

/// What comparing a run of an example with its chapter gave.
package struct Verdict: Hashable, Sendable {
  package var example: Example
  /// The chapter's name and path.
  package var chapter: String
  package var outcome: Outcome
  /// The run, if there was one.
  package var recording: Recording?
  /// How each command's output stands beside the chapter's lines, by terminal.
  package var alignments: [[Alignment]] = []

  package enum Outcome: Hashable, Sendable {
    /// Everything is as the chapter says.
    case passed
    case failed([Difference])
    /// Programs that it needs couldn't be built.
    case notBuilt([String])
    /// This machine can't run it.
    case unavailable(LabFailure)
  }

  /// The verdict on an example that couldn't be run for want of programs.
  package static func notBuilt(
    _ example: Example, in chapter: Chapter, missing programs: [String]
  ) -> Verdict {
    Verdict(example: example, chapter: chapter.name, outcome: .notBuilt(programs))
  }

  package var passed: Bool { outcome == .passed }

  package var differences: [Difference] {
    if case .failed(let differences) = outcome { differences } else { [] }
  }
}

/// A limit, and how much of it an example had.
package struct ReachedLimit: Hashable, Sendable {
  package var limit: Limit
  package var value: UInt64
}

/// One way in which a run isn't as its chapter says.
package struct Difference: Hashable, Sendable {
  /// The place in the chapter that it is about.
  package var location: SourceLocation
  package var kind: Kind
  /// Places in listings that the output names, such as the line of a failed precondition.
  package var stops: [SourceLocation] = []
  /// Limits that may be the reason.
  package var reached: [ReachedLimit] = []

  package enum Kind: Hashable, Sendable {
    /// The command printed something else.
    case output(command: String, diff: Diff)
    /// The command ended otherwise.
    case status(command: String, expected: Int32, actual: ExitStatus)
    /// The command is to be ended by Ctrl-C, and ended before.
    case endedEarly(command: String, ExitStatus)
    /// A `bytes` block has bytes that no terminal of the example shows.
    case bytesNotPrinted(String)
    /// The example's files couldn't be laid out.
    case noFolder(LabFailure)
    case leftBehind([Activity])
    case timeLimit(seconds: Double, [Activity])
    case waitsForEver([Activity])
    case ignoresInterrupt(command: String, [Activity])
    case outputLimit(command: String, bytes: Int)
    case processLimit(command: String, count: Int)
  }
}
