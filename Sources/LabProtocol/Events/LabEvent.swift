package import FoundationEssentials

/// What the lab helper tells while an example runs, one line of JSON each on its standard output.
///
/// Times are milliseconds since the lab was ready.
package enum LabEvent: Codable, Sendable {
  /// The namespaces and the folder exist, on a machine where everything takes so many times as long as usual.
  case ready(slowness: Double)
  /// A step was taken.
  case taken(terminal: Int, step: Int, time: Double)
  /// A window showed something after a step: what programs printed, and what was typed for them.
  case output(terminal: Int, step: Int, bytes: Data, time: Double)
  /// A command ended, after a step.
  case ended(terminal: Int, step: Int, status: ExitStatus, time: Double)
  /// A program needed a port when a step had been taken, and its window had none left to give.
  case portsExhausted(terminal: Int, step: Int)
  /// A program did something that others can notice, in a traced run.
  case traced(TracedStep)
  /// Something crossed a network, in a run that captures.
  case captured(CapturedFrame)
  /// So many frames could not be captured, as too many came.
  case framesLost(Int)
  /// The run is over.
  ///
  /// Nothing follows but the end of the helper, which takes every process of the lab along.
  case finished(Ending, time: Double)
  /// The lab couldn't be made; nothing ran.
  case failed(LabFailure)
}

/// How a run ended.
package enum Ending: Codable, Hashable, Sendable {
  /// Every command ended.
  case complete
  /// Every command ended, but processes that they started didn't.
  case leftBehind([Activity])
  /// Something ran longer than ``Limits/seconds``.
  case timeLimit([Activity])
  /// Commands without a Ctrl-C wait for something that can't come any more.
  case waitsForEver([Activity])
  /// The programs of a window print at intervals, and so the example never settles.
  ///
  /// The run says nothing else; see ``LabRequest/Window/ticks``.
  case ticks(window: Int)
  /// A command waits for something after Ctrl-C, which was the last that was done in its window.
  case ignoresInterrupt(terminal: Int, [Activity])
  /// A terminal showed more than ``Limits/output`` bytes.
  case outputLimit(terminal: Int)
  /// More than ``Limits/processes`` processes and threads existed at once.
  case processLimit(terminal: Int)
}

/// What a process was doing when the run ended.
package struct Activity: Codable, Hashable, Sendable {
  /// The terminal in which it was started.
  package var terminal: Int
  /// The name of the program.
  package var program: String
  package var state: State

  package init(terminal: Int, program: String, state: State) {
    self.terminal = terminal
    self.program = program
    self.state = state
  }

  package enum State: Codable, Hashable, Sendable {
    /// It computes, or is about to.
    case running
    /// A signal has stopped it; it goes on when another one says so.
    case stopped
    /// It waits in a system call, for ever or for a time.
    case blocked(call: SystemCall, timed: Bool)
  }
}

/// How a process ended, as wait(2) tells it.
package enum ExitStatus: Codable, Hashable, Sendable {
  /// It returned a number, 0 to 255; 0 means success.
  case exited(Int32)
  /// A signal ended it.
  case signaled(Int32)

  /// The number that a shell shows as `$?`: 128 and the signal's number where a signal ended it.
  package var shellStatus: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }
}
