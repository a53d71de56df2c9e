package import FoundationEssentials

/// Something that a program did in a traced run and that others can notice: it used a socket, printed,
/// started another program, or let time pass.
package struct TracedStep: Codable, Hashable, Sendable {
  /// The terminal and the step that had been taken last in its window.
  package var terminal: Int
  package var step: Int
  /// Which process of the lab did it, in the order in which they were started.
  package var process: Int
  /// Whether the process is the shell of its window.
  package var isShell = false
  /// The name that the process was started by.
  package var program: String
  /// When the call was made, in milliseconds since the lab was ready.
  package var began: Double
  /// When it returned, in milliseconds since the lab was ready, or `nil` if it never did.
  package var returned: Double?
  /// The value of `errno`, or `nil` if it didn't fail.
  package var error: Int32?
  package var action: Action
  /// Where in its executable the program was, from the innermost function outwards: offsets from where it is
  /// loaded, each within the call that led further in.
  package var addresses: [UInt64] = []

  package init(
    terminal: Int, step: Int, process: Int, program: String, began: Double, returned: Double?,
    error: Int32? = nil, action: Action
  ) {
    self.terminal = terminal
    self.step = step
    self.process = process
    self.program = program
    self.began = began
    self.returned = returned
    self.error = error
    self.action = action
  }

  /// When it took place, in milliseconds since the lab was ready.
  ///
  /// What others may be waiting for (sending, closing) takes place when the call is made; what waits for
  /// others (accepting, receiving) when it returns. So a cause always comes before its effect.
  package var time: Double { action.waits ? returned ?? .infinity : began }

  package enum Action: Codable, Hashable, Sendable {
    /// Wrote to the terminal.
    case printed(Data)
    /// Made a socket (socket(2)).
    case made(TracedSocket)
    /// Made two that are connected (socketpair(2)).
    case madePair(TracedSocket, TracedSocket)
    /// Gave a socket a name (bind(2)); the name is `nil` if it couldn't be read.
    case bound(TracedSocket, to: Endpoint?)
    case listened(TracedSocket, backlog: Int)
    /// Took a connection from the queue (accept(2)); there is no new socket if that failed.
    case accepted(TracedSocket, new: TracedSocket?)
    /// Connected, or began to (connect(2)); the name is `nil` if it couldn't be read.
    case connected(TracedSocket, to: Endpoint?)
    /// Sent, by any call; the endpoint is `nil` if the call didn't name one.
    case sent(TracedSocket, to: Endpoint?, Payload)
    /// Received, by any call; the endpoint is `nil` if the call didn't tell it.
    case received(TracedSocket, from: Endpoint?, Payload)
    /// Ended one direction or both (shutdown(2)): `SHUT_RD` 0, `SHUT_WR` 1, `SHUT_RDWR` 2.
    case shutDown(TracedSocket, how: Int)
    /// Set an option (setsockopt(2)), by its numbers.
    case setOption(TracedSocket, level: Int, name: Int, value: Data)
    case closed(TracedSocket)
    /// Slept, or waited in vain until a time limit was reached.
    case timePassed
    /// Started a process.
    case forked(child: Int)
    /// Learnt of a process's end (wait(2)).
    case awaited(child: Int)
    case exited

    /// Whether it is about processes, as all that a shell does when it runs a program.
    package var isAboutProcesses: Bool {
      switch self {
      case .forked, .awaited, .exited: true
      default: false
      }
    }

    /// Whether it may have to wait for what others do.
    package var waits: Bool {
      switch self {
      case .accepted, .received, .timePassed, .awaited: true
      default: false
      }
    }
  }
}
