package import LabProtocol
package import WorkbookModel

/// Something that an example has used up, and how much of it it had.
package struct ExhaustedResource: Hashable, Sendable {
  package var resource: Resource
  package var limit: UInt64
}

/// One way in which a run isn't as its chapter says.
package struct Difference: Hashable, Sendable {
  /// The place in the chapter that it is about.
  package var location: SourceLocation
  package var kind: Kind
  /// Places in listings that the output names, such as the line of a failed precondition.
  package var stops: [SourceLocation] = []
  /// What it may have had too little of.
  package var exhausted: [ExhaustedResource] = []
  /// Programs of the system that aren't those which printed the chapter's lines.
  package var otherTools: [UsedTool] = []

  package enum Kind: Hashable, Sendable {
    /// The command printed something else.
    case output(command: String, diff: Diff)
    /// The holes of the command's lines can stand for too much to find out whether it printed them.
    case undecided(command: String)
    /// The command ended otherwise.
    case status(command: String, expected: Int32, actual: ExitStatus)
    /// The command is to be ended by Ctrl-C, and ended before.
    case endedEarly(command: String, ExitStatus)
    /// The command ended before it was answered.
    case endedBeforeInput(command: String, ExitStatus)
    /// The command couldn't be typed, as the shell of its window had ended.
    case shellEnded(command: String)
    /// The command ended although its window stays open.
    case notOpen(command: String, ExitStatus)
    /// A program needed a port, and its window had given all of its ports away.
    case portsExhausted(command: String, count: Int)
    /// A `bytes` block has bytes that no terminal of the example shows.
    case bytesNotPrinted(String)
    /// The example's files couldn't be laid out.
    case noFolder(LabFailure)
    case leftBehind([Activity])
    /// It took longer than it may; and so many seconds of the clock on the wall, as the machine is slow or busy.
    case timeLimit(seconds: Double, taken: Double, [Activity])
    case waitsForEver([Activity])
    case ignoresInterrupt(command: String, [Activity])
    case outputLimit(command: String, bytes: Int)
    case processLimit(command: String, count: Int)
  }
}
