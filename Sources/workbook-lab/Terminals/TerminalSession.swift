import CLab
import Glibc
import LabProtocol

/// A terminal of the example: the commands typed in it, and the one that runs.
struct TerminalSession {
  let commands: [LabRequest.Command]
  private let clientPorts: ClosedRange<UInt16>
  private let host: LabHost
  /// Which command was started last; -1 before the first.
  private(set) var current = -1
  /// The process of the running command, which leads a session and a process group of its own.
  private(set) var process: pid_t?
  /// The namespaces of host names of its commands: how their processes are told from others'.
  private(set) var hostNameSpaces: Set<String> = []
  /// How many bytes it has shown.
  var shown = 0
  /// Where its output arrives.
  ///
  /// One pipe a terminal, so that what is read is certainly its own, even from a process that has
  /// ended and been waited for by then.
  let output: CInt
  private let input: CInt

  init(_ terminal: LabRequest.Terminal, on host: LabHost) throws(LabFailure) {
    commands = terminal.commands
    clientPorts = terminal.clientPorts
    self.host = host
    var ends: [CInt] = [-1, -1]
    try require(.pipe2, to: .catchOutput) { pipe2(&ends, O_CLOEXEC) }
    (output, input) = (ends[0], ends[1])
    try require(.fcntl, to: .catchOutput) { fcntl(output, F_SETFL, O_NONBLOCK) }
  }

  var isFinished: Bool { process == nil && !hasNext }

  /// Whether there is a command that wasn't typed yet.
  var hasNext: Bool { current + 1 < commands.count }

  /// Whether the running command is one that the reader interrupts.
  var isInterruptible: Bool { process != nil && commands[current].isInterrupted }

  /// Whether the reader interrupts its last command, so that it never ends by itself.
  var isEndless: Bool { commands.last?.isInterrupted ?? false }

  /// Starts the next command in a shell, whose process it returns; there must be one.
  ///
  /// Where it is traced, it waits at the gate until it is watched.
  mutating func startNext(limits: Limits, gate: Gate?) throws(LabFailure) -> pid_t {
    current += 1
    let command = commands[current]
    let (space, child) = try host.visit { () throws(LabFailure) in
      // For the whole host; what was started before has connected by now, or never will.
      try HostSettings.setClientPorts(clientPorts)
      // Every process that this command starts will live in this namespace, whatever session or
      // parent it may choose.
      try require(.unshare, to: .separateTerminals) {
        unshare(CInt(LAB_NEWUTS))
      }
      try require(.sethostname, to: .nameHost) {
        host.name.withCString { sethostname($0, strlen($0)) }
      }
      let child = try require(.fork, to: .startCommand(line: command.line)) { lab_fork() }
      if child == 0 { Shell.become(command, output: input, limits: limits, gate: gate) }
      return (ProcessTable.hostNameSpace(), child)
    }
    if let space { hostNameSpaces.insert(space) }
    process = child
    return child
  }

  /// Notes that the running command has ended.
  mutating func ended() {
    process = nil
  }
}
