import FoundationEssentials
package import LabProtocol
package import WorkbookModel

/// What happened in a traced run, in one order that is the same for every run of a program that does the
/// same.
///
/// The order in which a lab notices things depends on luck: a client prints before or after the server
/// that it has just written to. But what each process does, and what of it had to wait for what of
/// another (``Causes``), doesn't. From those two, ``Replay`` makes the order in which the processes would
/// have run had they taken turns: each goes on until it has to wait, or has done what another one waits for.
package struct CanonicalOrder: Hashable, Sendable {
  package var steps: [Step]

  package struct Step: Hashable, Sendable {
    package var terminal: Int
    package var command: Int
    package var kind: Kind
    /// The index of the step that this one had to wait for, where that was another process's.
    package var cause: Int?

    package init(terminal: Int, command: Int, kind: Kind, cause: Int? = nil) {
      self.terminal = terminal
      self.command = command
      self.kind = kind
      self.cause = cause
    }
  }

  package enum Kind: Hashable, Sendable {
    /// The reader typed the command.
    case typed
    /// The reader pressed Ctrl-C.
    case interrupted
    /// The command ended.
    case ended(ExitStatus)
    /// A program did something.
    case did(Deed)
  }

  package struct Deed: Hashable, Sendable {
    /// Which of the terminal's processes did it, in the order of their first steps here.
    package var process: Int
    package var program: String
    /// With sockets numbered in the order in which they appear here.
    package var action: TracedStep.Action
    /// The value of `errno` where it failed.
    package var error: Int32?
    /// Whether it came to an end, and didn't wait for ever.
    package var hasReturned: Bool
    /// Where in its executable the program was, from the innermost function outwards.
    package var addresses: [UInt64] = []
    /// The line of the program's listing that led to it, where that is known.
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
      let moment = history.moments[index]
      let kind: Kind
      switch moment.kind {
      case .typed: kind = .typed
      case .interrupted: kind = .interrupted
      case .ended(let status): kind = .ended(status)
      case .did(let step):
        if step.action == .timePassed { continue }
        let known = processes[moment.terminal, default: [:]]
        let process = known[step.process] ?? known.count
        processes[moment.terminal, default: [:]][step.process] = process
        let action = step.action.mappingSockets { socket in
          var socket = socket
          let number = sockets[socket.id] ?? UInt64(sockets.count)
          sockets[socket.id] = number
          // A connection that the other end has reset has forgotten it; when that comes is luck.
          socket.remote = socket.remote ?? remotes[number]
          remotes[number] = socket.remote
          socket.id = number
          // Whether the other end was known yet is a matter of luck.
          socket.peer = nil
          return socket
        }
        var deed = Deed(
          process: process, program: step.program, action: action, error: step.error,
          hasReturned: step.returned != nil)
        deed.addresses = step.addresses
        kind = .did(deed)
      }
      let cause = causes.needs[index].filter { history.moments[$0].owner != moment.owner }
        .compactMap { places[$0] }.max()
      places[index] = steps.count
      steps.append(
        Step(terminal: moment.terminal, command: moment.command, kind: kind, cause: cause))
    }
  }

  /// What must be the same in every run of an example: its ``picture(of:)`` without the bytes that were sent
  /// and printed, which may differ where the chapter says so.
  package func outline(of example: Example) -> CanonicalOrder {
    picture(of: example).outlined()
  }

  /// This picture without bytes; see ``outline(of:)``.
  func outlined() -> CanonicalOrder {
    var outline = self
    for index in outline.steps.indices {
      guard case .did(var deed) = outline.steps[index].kind else { continue }
      deed.action = deed.action.withoutBytes
      deed.addresses = []
      outline.steps[index].kind = .did(deed)
    }
    outline.joinPrints()
    return outline
  }

  /// Takes what a process prints without doing anything else in between for one: whether it had to wait in
  /// between may depend on how busy the machine is.
  private mutating func joinPrints() {
    var latest: [[Int]: Step] = [:]
    leaveOut { step in
      guard case .did(let deed) = step.kind else { return false }
      let process = [step.terminal, deed.process]
      defer { latest[process] = step }
      guard case .did(let before)? = latest[process]?.kind else { return false }
      return deed.action == .printed(Data()) && before.action == deed.action
    }
  }

  /// What is worth showing of an example.
  ///
  /// Left out is when processes begin and end, which nobody sees. Ports that the kernel chose among several
  /// are renumbered in the order in which they appear (``ClientPorts``), so that they are the same every time.
  package func picture(of example: Example) -> CanonicalOrder {
    picture(on: example.terminals.map { .init(host: $0.host, ports: $0.clientPorts) })
  }

  /// What is worth showing of an example with some terminals; see ``picture(of:)``.
  func picture(on terminals: [ClientPorts.Terminal]) -> CanonicalOrder {
    var ports = ClientPorts(steps, on: terminals)
    var picture = self
    for index in picture.steps.indices {
      guard case .did(var deed) = picture.steps[index].kind else { continue }
      deed.action = ports.renumber(deed.action, at: index)
      picture.steps[index].kind = .did(deed)
    }
    picture.leaveOutProcesses()
    return picture
  }
}

extension CanonicalOrder {
  /// The addresses of each program, by its name.
  package var addresses: [String: Set<UInt64>] {
    steps.reduce(into: [:]) { result, step in
      guard case .did(let deed) = step.kind else { return }
      result[deed.program, default: []].formUnion(deed.addresses)
    }
  }

  /// Notes which line led to which call, by the programs' names and the addresses: that of the innermost
  /// function that is in the listing.
  package mutating func note(lines: [String: [UInt64: Int]]) {
    for index in steps.indices {
      guard case .did(var deed) = steps[index].kind, let known = lines[deed.program] else {
        continue
      }
      deed.line = deed.addresses.lazy.compactMap { known[$0] }.first
      steps[index].kind = .did(deed)
    }
  }

  private mutating func leaveOutProcesses() {
    leaveOut { step in
      if case .did(let deed) = step.kind { !deed.isTold } else { false }
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
