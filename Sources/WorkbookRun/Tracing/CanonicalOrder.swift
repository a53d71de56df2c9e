import FoundationEssentials
package import LabProtocol
package import WorkbookModel

/// What happened in a traced run, in one order that is the same for every run of a program that does the
/// same.
///
/// The order in which a lab notices things differs from run to run: a client prints before or after the
/// server that it has just written to. But what each process does, and what of it had to wait for what of
/// another (``Causes``), doesn't. From those two, ``Replay`` makes the order in which the processes would
/// have run had they taken turns: each goes on until it has to wait, or has done what another one waits for.
package struct CanonicalOrder: Hashable, Sendable {
  package var steps: [Step]

  package struct Step: Hashable, Sendable {
    package var terminal: Int
    package var step: Int
    package var kind: Kind
    /// The index of the step of another process that this one had to wait for, or `nil` if there is none.
    package var cause: Int?

    package init(terminal: Int, step: Int, kind: Kind, cause: Int? = nil) {
      self.terminal = terminal
      self.step = step
      self.kind = kind
      self.cause = cause
    }
  }

  package enum Kind: Hashable, Sendable {
    /// The reader typed something, or looked at the window again.
    case typed
    /// The reader pressed Ctrl-C.
    case interrupted
    /// The command ended.
    case ended(ExitStatus)
    /// A program made a call.
    case called(Call)
  }

  package struct Call: Hashable, Sendable {
    /// Which of the terminal's processes did it, in the order of their first steps here.
    package var process: Int
    package var program: String
    /// With sockets numbered in the order in which they appear here.
    package var action: TracedStep.Action
    /// The value of `errno`, or `nil` if it didn't fail.
    package var error: Int32?
    /// Whether it came to an end, and didn't wait for ever.
    package var hasReturned: Bool
    /// Where in its executable the program was, from the innermost function outwards.
    package var addresses: [UInt64] = []
    /// The line of the program's listing that led to it, or `nil` if it isn't known.
    package var line: Int?

    package init(
      process: Int, program: String, action: TracedStep.Action, error: Int32? = nil,
      hasReturned: Bool = true
    ) {
      self.process = process
      self.program = program
      self.action = action
      self.error = error
      self.hasReturned = hasReturned
    }
  }

  package init(steps: [Step]) {
    self.steps = steps
  }

  /// Puts what a traced run recorded in order.
  package init(of recording: Recording) {
    let history = History(recording)
    let causes = Causes(history)
    let replay = Replay(history, causes)
    var places: [Int: Int] = [:]
    var processes: [Int: [Int: Int]] = [:]
    var sockets: [UInt64: UInt64] = [:]
    var remotes: [UInt64: Endpoint] = [:]
    steps = []
    for index in replay.order {
      let entry = history.entries[index]
      let kind: Kind
      switch entry.kind {
      case .typed: kind = .typed
      case .interrupted: kind = .interrupted
      case .ended(let status): kind = .ended(status)
      case .step(let step):
        if step.action == .timePassed || step.isShell && step.action.isAboutProcesses { continue }
        let known = processes[entry.terminal, default: [:]]
        let process = known[step.process] ?? known.count
        processes[entry.terminal, default: [:]][step.process] = process
        let action = step.action.mappingSockets { socket in
          var socket = socket
          let number = sockets[socket.id] ?? UInt64(sockets.count)
          sockets[socket.id] = number
          // A connection that the other end has reset has forgotten it, sooner or later.
          socket.remote = socket.remote ?? remotes[number]
          remotes[number] = socket.remote
          socket.id = number
          // Whether the other end was known yet differs from run to run.
          socket.peer = nil
          return socket
        }
        var call = Call(
          process: process, program: step.program, action: action, error: step.error,
          hasReturned: step.returned != nil)
        call.addresses = step.addresses
        kind = .called(call)
      }
      let cause = causes.needs[index].filter { history.entries[$0].owner != entry.owner }
        .compactMap { places[$0] }.max()
      places[index] = steps.count
      steps.append(
        Step(terminal: entry.terminal, step: entry.step, kind: kind, cause: cause))
    }
  }

  /// What must be the same in every run of an example.
  ///
  /// This is its ``picture(of:)`` without the bytes that were sent and printed, which may differ if the chapter
  /// says so.
  package func outline(of example: Example) -> CanonicalOrder {
    picture(of: example).outlined()
  }

  /// This picture without bytes; see ``outline(of:)``.
  package func outlined() -> CanonicalOrder {
    var outline = self
    for index in outline.steps.indices {
      guard case .called(var call) = outline.steps[index].kind else { continue }
      call.action = call.action.withoutBytes
      call.addresses = []
      outline.steps[index].kind = .called(call)
    }
    outline.joinPrints()
    return outline
  }

  /// Joins what a process prints without doing anything else in between.
  ///
  /// Whether it had to wait in between may depend on how busy the machine is.
  private mutating func joinPrints() {
    var latest: [[Int]: Step] = [:]
    leaveOut { step in
      guard case .called(let call) = step.kind else { return false }
      let process = [step.terminal, call.process]
      defer { latest[process] = step }
      guard case .called(let before)? = latest[process]?.kind else { return false }
      return call.action == .printed(Data()) && before.action == call.action
    }
  }

  /// What is worth showing of an example.
  ///
  /// Beginnings and ends of processes are left out, as no reader sees them. Ports that the kernel chose among several
  /// are renumbered in the order in which they appear (``ClientPorts``), so that they are the same every time.
  package func picture(of example: Example) -> CanonicalOrder {
    picture(on: ClientPorts.Terminal.all(of: example))
  }

  /// What is worth showing of an example with some terminals; see ``picture(of:)``.
  func picture(on terminals: [ClientPorts.Terminal]) -> CanonicalOrder {
    var packets: [Packet] = []
    return picture(on: terminals, with: &packets)
  }

  /// What is worth showing of an example with some terminals, and of its packets; see ``picture(of:)``.
  ///
  /// - Parameters:
  ///   - terminals: What must be known of the terminals.
  ///   - packets: What crossed the network; they get the same ports.
  /// - Returns: The order of the calls.
  func picture(
    on terminals: [ClientPorts.Terminal], with packets: inout [Packet]
  ) -> CanonicalOrder {
    var ports = ClientPorts(steps, on: terminals)
    var picture = self
    for index in picture.steps.indices {
      guard case .called(var call) = picture.steps[index].kind else { continue }
      call.action = ports.renumber(call.action, at: index)
      picture.steps[index].kind = .called(call)
    }
    for index in packets.indices { packets[index] = ports.renumber(packets[index]) }
    picture.leaveOutProcesses()
    return picture
  }
}

extension CanonicalOrder {
  /// The addresses of each program, by its name.
  package var addresses: [String: Set<UInt64>] {
    steps.reduce(into: [:]) { result, step in
      guard case .called(let call) = step.kind else { return }
      result[call.program, default: []].formUnion(call.addresses)
    }
  }

  /// Notes which line led to which call, by the programs' names and the addresses: that of the innermost
  /// function that is in the listing.
  package mutating func note(lines: [String: [UInt64: Int]]) {
    for index in steps.indices {
      guard case .called(var call) = steps[index].kind, let known = lines[call.program] else {
        continue
      }
      call.line = call.addresses.lazy.compactMap { known[$0] }.first
      steps[index].kind = .called(call)
    }
  }

  private mutating func leaveOutProcesses() {
    leaveOut { step in
      if case .called(let call) = step.kind { !call.isShown } else { false }
    }
  }

  private mutating func leaveOut(where isUnwanted: (Step) -> Bool) {
    var places: [Int: Int] = [:]
    var kept: [Step] = []
    for (index, step) in steps.enumerated() where !isUnwanted(step) {
      places[index] = kept.count
      kept.append(step)
    }
    for index in kept.indices { kept[index].cause = kept[index].cause.flatMap { places[$0] } }
    steps = kept
  }
}

extension TracedStep.Action {
  fileprivate var withoutBytes: Self {
    switch self {
    case .printed: .printed(Data())
    case .sent(let socket, let address, let payload):
      .sent(socket, to: address, Payload(count: payload.count, prefix: Data()))
    case .received(let socket, let address, let payload):
      .received(socket, from: address, Payload(count: payload.count, prefix: Data()))
    default: self
    }
  }
}
