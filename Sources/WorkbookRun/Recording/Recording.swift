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
  /// How many times as long as usual everything takes on the machine that it was made on; at least 1.
  package var slowness = 1.0
  /// How long it took, in milliseconds, from the first command to the end.
  package var duration: Double

  package init(terminals: [Terminal], events: [Event], outcome: Outcome, duration: Double) {
    self.terminals = terminals
    self.events = events
    self.outcome = outcome
    self.duration = duration
  }

  package struct Terminal: Hashable, Sendable {
    package var steps: [Step]

    package init(steps: [Step]) {
      self.steps = steps
    }
  }

  /// A step, and what its window showed until the next one.
  package struct Step: Hashable, Sendable {
    package var action: LabRequest.Action
    /// What programs printed, on standard output and standard error, and what was typed for them.
    package var output = Data()
    /// How the command ended that ran in the window, or `nil` if none ended by the next step.
    package var status: ExitStatus?
    package var wasTaken = false
    /// Whether a program needed a port, and all of its window's were taken.
    package var lackedPorts = false

    package init(_ action: LabRequest.Action) {
      self.action = action
    }
  }

  package struct Event: Hashable, Sendable {
    package var terminal: Int
    package var step: Int
    /// Milliseconds since the lab was ready.
    package var time: Double
    package var kind: Kind

    package init(terminal: Int, step: Int, time: Double, kind: Kind) {
      self.terminal = terminal
      self.step = step
      self.time = time
      self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
      case taken(LabRequest.Action)
      case output(Data)
      /// The command of the window ended.
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
      terminals: terminals.map { Terminal(steps: $0.steps.map { Step($0.action) }) },
      events: [], outcome: .ran(.complete), duration: 0)
  }

  /// Notes an event that the lab reported.
  ///
  /// - Returns: What it adds to ``events``, if it is about a step.
  /// - Throws: `RunError.garbledEvent` where it is about what isn't part of the run.
  mutating func note(_ event: LabEvent) throws(RunError) -> Event? {
    guard event.isPossible(in: terminals) else { throw .garbledEvent("\(event)") }
    let noted: Event
    switch event {
    case .ready(let slowness):
      self.slowness = slowness
      return nil
    case .finished(let ending, let time):
      outcome = .ran(ending)
      // Those of several networks are read one network after the other.
      frames.sort { $0.time < $1.time }
      duration = time
      for terminal in terminals.indices {
        for step in terminals[terminal].steps.indices {
          let output = terminals[terminal].steps[step].output
          terminals[terminal].steps[step].output = Trap.canonical(output)
        }
      }
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
    case .portsExhausted(let terminal, let step):
      terminals[terminal].steps[step].lackedPorts = true
      return nil
    case .taken(let terminal, let step, let time):
      let action = terminals[terminal].steps[step].action
      noted = Event(terminal: terminal, step: step, time: time, kind: .taken(action))
      terminals[terminal].steps[step].wasTaken = true
    case .output(let terminal, let step, let bytes, let time):
      noted = Event(terminal: terminal, step: step, time: time, kind: .output(bytes))
      terminals[terminal].steps[step].output += bytes
    case .ended(let terminal, let step, let status, let time):
      noted = Event(terminal: terminal, step: step, time: time, kind: .ended(status))
      terminals[terminal].steps[step].status = Trap.canonical(status)
    }
    events.append(noted)
    return noted
  }
}
