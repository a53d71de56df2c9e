import CLab
import Glibc
import LabProtocol

/// The first process of a lab: opens the terminals, watches their processes, and ends the run.
///
/// The order in which things happen is decided by one rule. A lab is *settled* when each of its
/// threads waits, without a time limit, for something that only another program can do, no socket
/// holds bytes on their way, and all this was so a millisecond ago without a thread having run in
/// between. Then nothing more can happen by itself, and it is time for the next terminal, or for
/// Ctrl-C, or to say that the run hangs.
///
/// Programs that look around at intervals (a server that polls every half second), or wait for a time
/// only, never settle in that sense. For the next terminal, it is enough that all wait for something and
/// that nothing was printed for ``quiet`` milliseconds; for the rest, too, in terminals that the chapter
/// ends with Ctrl-C anyway.
struct Supervisor {
  let request: LabRequest
  var events: EventWriter
  var sessions: [TerminalSession] = []
  let children: CInt
  let hosts: [LabHost]
  var turns = DatagramTurns()
  /// The tracer of the programs, in a traced run.
  var tracer: Tracer?
  /// The capture of the networks, in a run that captures.
  var capture: Capture?
  /// How long nothing has been seen to happen.
  var calm = Patience(milliseconds: quiet, from: 0)

  /// How long programs that poll must have shown no sign of life, in milliseconds.
  static let quiet = 300.0

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

  init(_ request: LabRequest) throws(LabFailure) {
    self.request = request
    children = try require(.signalfd, to: .watchChildren) { lab_open_child_signals() }
    hosts = try LabHost.make(request.hosts)
    for terminal in request.terminals {
      sessions.append(try TerminalSession(terminal, on: hosts[terminal.host]))
    }
    events = EventWriter()
    if request.observation.captures {
      capture = try Capture(hosts, bytes: request.limits.capturedBytes, start: events.start)
    }
    guard request.observation.traces else { return }
    tracer = Tracer(
      outputs: sessions.map(\.output),
      diagnostics: request.terminals.map { hosts[$0.host].diagnostics }, start: events.start)
  }

  /// Runs the example; every process of it ends when this process does.
  mutating func run() throws(LabFailure) {
    events.send(.ready)
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
    for index in sessions.indices {
      try beginTurns()
      try startNext(in: index)
      let isLast = index == sessions.count - 1
      try waitUntilSettled(forNextTerminal: !isLast)
      guard turns.isActive else { continue }
      turns.end()
      // What has just gone on may not be back in its system call, where Ctrl-C would find it.
      try waitUntilSettled(forNextTerminal: !isLast)
    }
    for index in sessions.indices where sessions[index].isInterruptible {
      try interrupt(index)
      try waitUntilSettled(forNextTerminal: false)
    }
    guard sessions.allSatisfy(\.isFinished) else {
      return .waitsForEver(activities { !sessions[$0].isFinished })
    }
    return try waitForStragglers()
  }

  /// Lets receivers of the same datagrams take turns, from now on.
  private mutating func beginTurns() throws(Stop) {
    let table = ProcessTable()
    // Reading on takes a while, and there is seldom anything to find.
    let receivers = table.entries.filter(\.waitsInReceive)
    guard receivers.count > 1 else { return }
    let terminals = receivers.map(terminal)
    turns.begin(zip(receivers, terminals), sockets: try datagramSockets())
    while turns.isParking {
      _ = try step(waiting: 1)
      turns.park(ProcessTable())
    }
  }

  func datagramSockets() throws(Stop) -> [SocketDiagnostics.Socket] {
    try Stop.onFailure { () throws(LabFailure) in
      var sockets: [SocketDiagnostics.Socket] = []
      for host in hosts { sockets += try host.diagnostics.datagramSockets() }
      return sockets
    }
  }

  // MARK: The reader's hands

  mutating func startNext(in index: Int) throws(Stop) {
    guard sessions[index].hasNext else { return }
    try Stop.onFailure { () throws(LabFailure) in
      let gate = tracer == nil ? nil : try Gate()
      let process = try sessions[index].startNext(limits: request.limits, gate: gate)
      noteActivity()
      let command = sessions[index].current
      events.send(.started(terminal: index, command: command, time: events.time))
      try gate?.open { () throws(LabFailure) in
        try tracer?.watch(process, terminal: index, command: command)
      }
    }
  }

  private mutating func interrupt(_ index: Int) throws(Stop) {
    guard let process = sessions[index].process else { return }
    let command = sessions[index].current
    events.send(.interrupted(terminal: index, command: command, time: events.time))
    // The terminal's foreground process group gets it, as from a real Ctrl-C.
    kill(-process, SIGINT)
    var patience = Patience(milliseconds: request.limits.interruptGrace * 1e3, from: events.time)
    while sessions[index].process != nil {
      _ = try step(waiting: 5)
      guard !patience.isOver(lookingAt: events.time) else {
        throw .ending(.ignoresInterrupt(terminal: index, activities { $0 == index }))
      }
    }
  }

  // MARK: What is there

  func terminal(of entry: ProcessTable.Entry) -> Int? {
    guard let space = entry.hostNameSpace else { return nil }
    return sessions.firstIndex { $0.hostNameSpaces.contains(space) }
  }

  func checkCount(_ table: ProcessTable) throws(Stop) {
    // The lab's first process and its helper are the same user's, and count too.
    guard table.threadCount + 2 >= request.limits.processes else { return }
    let counts = Dictionary(grouping: table.entries) { terminal(of: $0) ?? 0 }
      .mapValues { $0.reduce(0) { $0 + $1.threads.count } }
    let busiest = counts.max { $0.value < $1.value }?.key ?? 0
    throw .ending(.processLimit(terminal: busiest))
  }

  func activities(in isWanted: (Int) -> Bool) -> [Activity] {
    let table = ProcessTable()
    return table.entries.compactMap { entry in
      guard let index = terminal(of: entry), isWanted(index) else { return nil }
      // The shell of a terminal does nothing but wait for the command.
      let isShell = entry.id == sessions[index].process
      if isShell
        && table.entries.contains(where: { $0.id != entry.id && terminal(of: $0) == index })
      {
        return nil
      }
      return Activity(
        terminal: index, program: entry.programName,
        state: turns.isParked(entry.id) ? .blocked(call: .recv, timed: false) : entry.activity)
    }
  }
}
