import CLab
import Glibc
import LabProtocol

/// A window of the example: a terminal with a shell, and the steps that are taken there.
struct WindowSession {
  let request: LabRequest.Window
  let host: LabHost
  /// Everything that is done in it, in order.
  let steps: [(place: StepPlace, step: LabRequest.Step)]
  /// How many steps were taken.
  private(set) var taken = 0
  let terminal: PseudoTerminal
  private let line: ShellLine
  /// The shell, once the first step was taken.
  private(set) var shell: Shell?
  /// The namespace of host names of its shell: how its processes are told from others'.
  private(set) var hostNameSpace: String?
  /// Whether a command runs.
  private(set) var isBusy = false
  /// Whether its shell has ended.
  private(set) var isOver = false
  /// How many bytes it has shown.
  var shown = 0
  /// How many lines it has shown since its last step.
  var lineCount = 0
  var ports: ClientPorts
  var rhythm = Rhythm()
  /// Whether the terminal may still show that Ctrl-C was pressed.
  private(set) var awaitsEcho = false

  init(
    _ request: LabRequest.Window, _ steps: [(StepPlace, LabRequest.Step)],
    on host: LabHost, line: ShellLine
  ) throws(LabFailure) {
    self.line = line
    (self.request, self.host) = (request, host)
    self.steps = steps.map { (place: $0.0, step: $0.1) }
    terminal = try PseudoTerminal(columns: request.columns)
    ports = ClientPorts(request.clientPorts)
  }

  /// The step that comes next, or `nil` if all were taken.
  var next: (place: StepPlace, step: LabRequest.Step)? {
    taken < steps.count ? steps[taken] : nil
  }

  /// Where the step stands that was taken last; there must be one.
  var place: StepPlace { steps[max(0, taken - 1)].place }

  /// Whether all of its last steps, from the next one on, are Ctrl-C, in its only terminal.
  ///
  /// Such a window is left alone until everything else is done.
  var isLeftRunning: Bool {
    guard let next, steps.first?.place.terminal == steps.last?.place.terminal else { return false }
    return next.step.action == .interrupt
      && steps[taken...].allSatisfy { $0.step.action == .interrupt }
  }

  /// Whether its command never ends by itself: the reader interrupts it, or leaves it running.
  var isEndless: Bool {
    guard let next else { return request.staysOpen }
    return next.step.action == .interrupt
  }

  /// Whether the next step can be taken.
  var canGoOn: Bool {
    guard let next else { return false }
    switch next.step.action {
    // A window whose shell has ended takes its steps without effect, and they are told.
    case .command: return !isBusy
    case .input, .endOfInput, .interrupt, .look: return true
    }
  }

  /// Whether its programs tick, and the chapter shows no more of it before the next step.
  var hasTickedEnough: Bool {
    request.ticks && taken > 0 && lineCount >= steps[taken - 1].step.lineCount
  }

  /// Opens the window: starts its shell.
  ///
  /// - Parameters:
  ///   - request: The example.
  ///   - watch: Called with the shell's process before it does anything.
  /// - Throws: ``LabFailure`` where the shell can't be started.
  mutating func open(
    for request: LabRequest, watch: (pid_t) throws(LabFailure) -> Void
  ) throws(LabFailure) {
    (shell, hostNameSpace) = try host.visit { () throws(LabFailure) in
      // Every process that it starts will live in this namespace, whatever session or parent it may choose.
      try require(.unshare, to: .separateWindows) { unshare(CInt(LAB_NEWUTS)) }
      try require(.sethostname, to: .nameHost) {
        host.name.withCString { sethostname($0, strlen($0)) }
      }
      // As Linux begins; NIS has names of its own.
      try require(.setdomainname, to: .nameHost) { setdomainname("(none)", 6) }
      let shell = try Shell(
        on: terminal, line: line,
        in: Shell.Surroundings(
          isRoot: self.request.isRoot, limits: request.limits, machine: request.machine,
          isTraced: request.observation.traces),
        watch: watch)
      return (shell, ProcessTable.hostNameSpace())
    }
  }

  /// Takes the next step, which must be possible.
  ///
  /// - Returns: Whether anything was typed.
  mutating func takeNext() throws(LabFailure) -> Bool {
    let action = steps[taken].step.action
    taken += 1
    lineCount = 0
    awaitsEcho = action == .interrupt && isBusy && terminal.echoes
    switch action {
    case .command(let line):
      guard !isOver else { return false }
      isBusy = true
      try shell?.type(line)
      return true
    case .look: return false
    case .input, .endOfInput, .interrupt:
      // At a prompt, the shell would get it.
      guard isBusy else { return false }
      try terminal.type(action.keys)
      return true
    }
  }

  /// What the window shows but for the character of Ctrl-C, by which a terminal shows that it was pressed.
  ///
  /// It may come behind what the program prints, as the program is told first.
  mutating func withoutEcho(_ bytes: [UInt8]) -> [UInt8] {
    guard awaitsEcho, let echo = bytes.firstIndex(of: 0x03) else { return bytes }
    awaitsEcho = false
    var bytes = bytes
    bytes.remove(at: echo)
    return bytes
  }

  /// Notes that the running command has ended, if it has, and returns its exit status.
  mutating func readStatus() -> Int32? {
    guard let status = shell?.readStatus(), isBusy else { return nil }
    isBusy = false
    return status
  }

  /// Asks the shell, which waits for a command, how the last one ended.
  mutating func askForStatus() { shell?.askForStatus() }

  /// Notes that the shell has ended, and whatever ran in it.
  mutating func end() {
    (isBusy, isOver) = (false, true)
  }
}

extension LabRequest.Action {
  /// The keys that it presses.
  fileprivate var keys: [UInt8] {
    switch self {
    // The key that ends a line is Return, not Line Feed.
    case .input(let text): Array(text.utf8) + [0x0d]
    case .endOfInput: [0x04]
    case .interrupt: [0x03]
    case .command, .look: []
    }
  }
}

/// Whether a window shows something at intervals.
struct Rhythm {
  private var isPaused = false
  /// How often it went on to print after everything had waited.
  private(set) var beats = 0

  /// Notes that everything waits.
  mutating func pause() { isPaused = true }

  /// Notes that it has shown something.
  mutating func print() {
    if isPaused { beats += 1 }
    isPaused = false
  }
}
