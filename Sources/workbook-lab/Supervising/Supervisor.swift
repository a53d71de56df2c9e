import CLab
import Glibc
import LabProtocol

/// The first process of a lab: opens the windows, watches their processes, and ends the run.
///
/// The order in which things happen is decided by one rule. A lab is *settled* when each of its
/// threads waits for something that only another program or the reader can do, or for longer than the example may
/// take; when no timer is due before, no socket holds bytes on their way, and all this was so a millisecond ago
/// without a thread having run in between. Then nothing more can happen by itself, and the next step is taken: the
/// first one of the chapter that can be, as a command can be typed only when the one before has ended. Where a window
/// is told in one terminal that ends with Ctrl-C, that is pressed when everything else is done.
///
/// Programs that look around at intervals (a server that polls every half second) never settle in that sense. It is
/// enough that all of them wait for something, and that nothing has happened for ``quiet`` milliseconds and as long as
/// the longest of them waits; for the last steps, only in windows that the reader ends anyway. Those that look around by
/// other programs (`until nc -z localhost 80; do sleep 0.1; done`) are known by their ``Looking``.
struct Supervisor {
  let request: LabRequest
  var events: EventWriter
  var windows: [WindowSession] = []
  let children: CInt
  /// Descriptors from which nothing more will come.
  var hungUp: Set<CInt> = []
  let hosts: [LabHost]
  var turns = DatagramTurns()
  var alarms = Alarms()
  var timerDescriptors = TimerDescriptors()
  /// The shells that are stopped, while programs take turns.
  private(set) var heldShells: [pid_t] = []
  /// The tracer of the programs, in a traced run.
  var tracer: Tracer?
  /// How often threads have stopped for it.
  var stops: UInt64 = 0
  /// The capture of the networks, in a run that captures.
  var capture: Capture?
  /// How long nothing has been seen to happen.
  var calm = Patience(milliseconds: quiet, from: 0)
  /// When something was seen to happen last.
  var calmStart = Pace.Mark()
  /// The windows that print at intervals and have shown what the chapter shows: the reader presses Ctrl-C then, and sees
  /// no more, however long others take meanwhile.
  var complete: Set<Int> = []
  /// What has come and gone without anything being shown.
  var looking = Looking()
  /// How fast this machine is, and how much of the example's time has gone by.
  var pace: Pace

  /// How long programs that poll must have shown no sign of life, in milliseconds.
  static let quiet = 300.0

  /// How long is waited for a terminal to show that Ctrl-C was pressed, in milliseconds.
  private static let longestEcho = 3000.0

  /// Why a run ends early.
  enum Stop: Error {
    case ending(Ending)
    case failure(LabFailure)

    /// Does something that the run can't go on without.
    static func onFailure<Result>(
      of work: () throws(LabFailure) -> Result
    ) throws(Stop) -> Result {
      do { return try work() } catch { throw .failure(error) }
    }
  }

  /// - Parameters:
  ///   - request: The example.
  ///   - lines: The line to the shell of each window.
  ///   - pace: How fast this machine is.
  /// - Throws: ``LabFailure`` with what could not be made.
  init(_ request: LabRequest, lines: [ShellLine], pace: Pace) throws(LabFailure) {
    self.request = request
    self.pace = pace
    children = try require(.signalfd, to: .watchChildren) { lab_open_child_signals() }
    hosts = try LabHost.make(request.hosts, like: request.machine)
    if let process = request.machine.lastProcess {
      try write("\(process)".utf8, toFile: "/proc/sys/kernel/ns_last_pid")
    }
    for (index, (window, line)) in zip(request.windows, lines).enumerated() {
      windows.append(
        try WindowSession(
          window, request.steps(ofWindow: index), on: hosts[window.host], line: line))
    }
    events = EventWriter()
    if request.observation.captures {
      capture = try Capture(hosts, bytes: request.limits.capturedBytes, start: events.start)
    }
    guard request.observation.traces else { return }
    tracer = Tracer(
      terminals: windows.map(\.terminal.path), diagnostics: windows.map(\.host.diagnostics),
      start: events.start)
  }

  /// Runs the example; every process of it ends when this process does.
  mutating func run() throws(LabFailure) {
    events.send(.ready(slowness: pace.slowness))
    let ending: Ending
    do {
      ending = try perform()
    } catch {
      switch error {
      case .ending(let early): ending = early
      case .failure(let failure): throw failure
      }
    }
    for step in tracer?.unfinished() ?? [] { events.send(.traced(step)) }
    readFrames()
    if let lost = capture?.lost, lost > 0 { events.send(.framesLost(lost)) }
    events.send(.finished(ending, time: events.time))
  }

  private mutating func perform() throws(Stop) -> Ending {
    while let index = nextWindow {
      if windows[index].next?.step.action != .interrupt { try beginTurns() }
      let isLook = windows[index].next?.step.action == .look
      try takeStep(in: index)
      if isLook { continue }
      try waitUntilSettled()
      guard turns.isActive else { continue }
      turns.end()
      releaseShells()
      noteActivity()
      // What has just gone on may not be back in its system call, where Ctrl-C would find it.
      try waitUntilSettled()
    }
    let unfinished = windows.indices.filter { index in
      let window = windows[index]
      return window.next != nil || window.isBusy && !window.request.staysOpen
    }
    if let stubborn = unfinished.first(where: { windows[$0].steps.last?.step.action == .interrupt })
    {
      return .ignoresInterrupt(
        terminal: windows[stubborn].place.terminal, activities { $0 == stubborn })
    }
    guard unfinished.isEmpty else { return .waitsForEver(activities(in: unfinished.contains)) }
    return try waitForStragglers()
  }

  /// The window of the next step, or `nil` if none can be taken.
  ///
  /// One that prints at intervals is interrupted before others are: it would go on to print meanwhile.
  var nextWindow: Int? {
    let ticking = windows.firstIndex { $0.isLeftRunning && $0.hasTickedEnough }
    guard let ordinary = nextOrdinaryWindow else {
      return ticking ?? windows.firstIndex { $0.isLeftRunning }
    }
    return windows[ordinary].next?.step.action == .interrupt ? ticking ?? ordinary : ordinary
  }

  /// The window of the first step of the chapter that can be taken now, but for the last Ctrl-C of windows that are
  /// left running.
  ///
  /// Before the chapter moves on to a terminal, the windows of those before are looked at again, as what they show from
  /// then on belongs to the terminals in which they go on.
  var nextOrdinaryWindow: Int? {
    let possible = windows.indices.filter { windows[$0].canGoOn && !windows[$0].isLeftRunning }
    let first = possible.min { first, second in
      guard let first = windows[first].next, let second = windows[second].next else { return false }
      return first.place < second.place
    }
    guard let first, let terminal = windows[first].next?.place.terminal else { return nil }
    let left = windows.indices.first { index in
      windows[index].next?.step.action == .look && windows[index].taken > 0
        && windows[index].place.terminal < terminal
    }
    return left ?? first
  }

  /// Lets receivers of the same datagrams take turns, from now on.
  private mutating func beginTurns() throws(Stop) {
    guard windows.count(where: { $0.shell != nil }) > 1 else { return }
    let table = ProcessTable()
    // Reading on takes a while, and there is seldom anything to find.
    let receivers = table.entries.filter(\.waitsInReceive)
    guard receivers.count > 1 else { return }
    guard try holdShells(of: Set(receivers.compactMap(window))) else { return releaseShells() }
    turns.begin(zip(receivers, receivers.map(window)), sockets: try datagramSockets())
    while turns.isParking {
      _ = try step(waiting: 1)
      turns.park(ProcessTable())
    }
    if !turns.isActive { releaseShells() }
  }

  /// Stops the shells of some windows, which would notice that their programs are stopped, and take back the terminal.
  ///
  /// - Returns: Whether they have stopped. They wait, and do so at once, unless a program keeps one from it.
  private mutating func holdShells(of indices: Set<Int>) throws(Stop) -> Bool {
    heldShells = indices.compactMap { windows[$0].shell?.process }
    for shell in heldShells { kill(shell, SIGSTOP) }
    var patience = Patience(milliseconds: Self.quiet, from: events.time)
    while !ProcessTable(of: heldShells).entries.allSatisfy(\.isStopped) {
      guard !patience.isOver(lookingAt: events.time) else { return false }
      if try !step(waiting: 0) { sched_yield() }
    }
    return true
  }

  /// Lets shells go on that were stopped.
  mutating func releaseShells() {
    for shell in heldShells { kill(shell, SIGCONT) }
    heldShells = []
  }

  func datagramSockets() throws(Stop) -> [SocketDiagnostics.Socket] {
    try Stop.onFailure { () throws(LabFailure) in
      var sockets: [SocketDiagnostics.Socket] = []
      for host in hosts { sockets += try host.diagnostics.datagramSockets() }
      return sockets
    }
  }

  // MARK: The reader's hands

  private mutating func takeStep(in index: Int) throws(Stop) {
    try Stop.onFailure { () throws(LabFailure) in
      if windows[index].shell == nil {
        try windows[index].open(for: request) {
          process throws(LabFailure) in
          try tracer?.watch(process, window: index)
        }
      }
    }
    // What was shown before belongs to the step before.
    _ = try readEverything()
    complete.remove(index)
    guard let next = windows[index].next else { return }
    let before = next.step.action.isForPrograms ? ProcessTable().runs : [:]
    noteActivity()
    looking = Looking(at: events.time, pace.mark)
    // Whatever goes on to print now may do so because of this step.
    for other in windows.indices { windows[other].rhythm = Rhythm() }
    tracer?.moveOn(to: next.place, inWindow: index)
    events.send(.taken(terminal: next.place.terminal, step: next.place.step, time: events.time))
    let isTyped = try Stop.onFailure { () throws(LabFailure) in try windows[index].takeNext() }
    if isTyped, next.step.action.isForPrograms {
      try waitForEffect(inWindow: index, runs: before)
    }
  }

  /// Waits until keys have reached a program, or its terminal's queue.
  ///
  /// A worker thread of the kernel carries them, on a busy machine after some time. A terminal that shows Ctrl-C shows
  /// it behind the signal that it sends; otherwise, a program that has run may have run because of the keys.
  private mutating func waitForEffect(
    inWindow index: Int, runs: ProcessTable.Runs
  ) throws(Stop) {
    let isShown = windows[index].awaitsEcho
    var patience = Patience(
      milliseconds: isShown ? Self.longestEcho : Self.quiet, from: events.time)
    while isShown
      ? windows[index].awaitsEcho
      : !windows[index].terminal.hasUnreadInput && ProcessTable().runs == runs
    {
      let hasHappened = try step(waiting: 1)
      // What else happens says nothing of what the terminal is still to show.
      if hasHappened && !isShown || patience.isOver(lookingAt: events.time) { return }
    }
  }
}

extension LabRequest.Action {
  /// Whether keys are pressed that a program gets from its terminal.
  fileprivate var isForPrograms: Bool {
    switch self {
    case .input, .endOfInput, .interrupt: true
    case .command, .look: false
    }
  }
}

extension LabRequest {
  /// The steps that are taken in a window, with their places.
  fileprivate func steps(ofWindow index: Int) -> [(StepPlace, Step)] {
    terminals.enumerated().filter { $0.element.window == index }.flatMap { number, terminal in
      terminal.steps.enumerated().map { (StepPlace(terminal: number, step: $0.offset), $0.element) }
    }
  }
}
