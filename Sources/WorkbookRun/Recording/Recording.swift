package import FoundationEssentials
package import LabProtocol

/// One run of an example: what its terminals showed, and how it went.
package struct Recording: Hashable, Sendable {
  /// In the order of the example.
  package var terminals: [Terminal]
  /// What happened at the terminals.
  ///
  /// The order within a terminal is exact. The order between terminals is that in which the lab took
  /// notice, which differs from run to run, and so it is never compared.
  package var events: [Event]
  /// What programs did with sockets, where the run was traced.
  package var steps: [TracedStep] = []
  /// What crossed the networks, where the run captured it; in order.
  package var frames: [CapturedFrame] = []
  /// How many frames are missing, as too many came.
  package var lostFrames = 0
  package var outcome: Outcome
  /// How long it took, in milliseconds, from the first command to the end.
  package var duration: Double

  package init(terminals: [Terminal], events: [Event], outcome: Outcome, duration: Double) {
    self.terminals = terminals
    self.events = events
    self.outcome = outcome
    self.duration = duration
  }

  package struct Terminal: Hashable, Sendable {
    package var commands: [Command]

    package init(commands: [Command]) {
      self.commands = commands
    }
  }

  package struct Command: Hashable, Sendable {
    /// What it printed, on standard output and standard error.
    package var output = Data()
    /// How it ended, or `nil` if it never began, or was still running at the end.
    package var status: ExitStatus?
    package var wasStarted = false
    package var wasInterrupted = false
    /// How much of the output came before Ctrl-C, in bytes.
    package var outputBeforeInterrupt: Int?

    package init() {}
  }

  package struct Event: Hashable, Sendable {
    package var terminal: Int
    package var command: Int
    /// Milliseconds since the lab was ready.
    package var time: Double
    package var kind: Kind

    package init(terminal: Int, command: Int, time: Double, kind: Kind) {
      self.terminal = terminal
      self.command = command
      self.time = time
      self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
      case started
      case output(Data)
      case interrupted
      case ended(ExitStatus)
    }
  }

  package enum Outcome: Hashable, Sendable {
    /// The example ran, to its end or to a limit.
    case ran(Ending)
    /// This machine can't run examples.
    case unavailable(LabFailure)
  }
}

extension Recording {
  /// A recording in which nothing has happened yet.
  init(terminals: [LabRequest.Terminal]) {
    self.init(
      terminals: terminals.map { Terminal(commands: $0.commands.map { _ in Command() }) },
      events: [], outcome: .ran(.complete), duration: 0)
  }

  /// Notes an event that the lab reported.
  ///
  /// - Returns: What it adds to ``events``, if it is about a command.
  /// - Throws: `RunError.garbledEvent` where it is about what isn't part of the run.
  mutating func note(_ event: LabEvent) throws(RunError) -> Event? {
    guard event.isPossible(in: terminals) else { throw .garbledEvent("\(event)") }
    var noted: Event
    switch event {
    case .ready:
      return nil
    case .finished(let ending, let time):
      outcome = .ran(ending)
      // Those of several networks are read one network after the other.
      frames.sort { $0.time < $1.time }
      duration = time
      return nil
    case .failed(let failure):
      outcome = .unavailable(failure)
      return nil
    case .traced(let step):
      steps.append(step)
      return nil
    case .captured(let frame):
      frames.append(frame)
      return nil
    case .framesLost(let count):
      lostFrames = count
      return nil
    case .started(let terminal, let command, let time):
      noted = Event(terminal: terminal, command: command, time: time, kind: .started)
      terminals[terminal].commands[command].wasStarted = true
    case .output(let terminal, let command, let bytes, let time):
      noted = Event(terminal: terminal, command: command, time: time, kind: .output(bytes))
      terminals[terminal].commands[command].output += bytes
    case .interrupted(let terminal, let command, let time):
      noted = Event(terminal: terminal, command: command, time: time, kind: .interrupted)
      let count = terminals[terminal].commands[command].output.count
      terminals[terminal].commands[command].wasInterrupted = true
      terminals[terminal].commands[command].outputBeforeInterrupt = count
    case .ended(let terminal, let command, let status, let time):
      noted = Event(terminal: terminal, command: command, time: time, kind: .ended(status))
      terminals[terminal].commands[command].status = status
    }
    events.append(noted)
    return noted
  }
}
