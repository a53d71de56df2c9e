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
  private let request: LabRequest
  private var events: EventWriter
  private var sessions: [TerminalSession] = []
  private let children: CInt
  private let hosts: [LabHost]
  private var turns = DatagramTurns()
  /// The tracer of the programs, in a traced run.
  private var tracer: Tracer?
  /// The capture of the networks, in a run that captures.
  private var capture: Capture?
  /// Since when nothing was seen to happen, in the events' time, and how often it was looked for since.
  private var calm = (since: 0.0, looks: 0)

  /// How long programs that poll must have shown no sign of life, in milliseconds.
  private static let quiet = 300.0
  /// How often that must have been seen; on a busy machine, this process may not have run for all that
  /// time either.
  private static let quietLooks = 50

  /// Why a run ends early.
  private enum Stop: Error {
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
    if request.observation.captures { capture = try Capture(hosts, start: events.start) }
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

  private func datagramSockets() throws(Stop) -> [SocketDiagnostics.Socket] {
    try Stop.onFailure { () throws(LabFailure) in
      var sockets: [SocketDiagnostics.Socket] = []
      for host in hosts { sockets += try host.diagnostics.datagramSockets() }
      return sockets
    }
  }

  // MARK: The reader's hands

  private mutating func startNext(in index: Int) throws(Stop) {
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
    let deadline = events.time + request.limits.interruptGrace * 1e3
    var looks = 0
    while sessions[index].process != nil {
      _ = try step(waiting: 5)
      looks += 1
      guard events.time < deadline || looks < Self.quietLooks else {
        throw .ending(.ignoresInterrupt(terminal: index, activities { $0 == index }))
      }
    }
  }

  // MARK: Waiting

  /// Waits until nothing more happens by itself, or every command has ended.
  private mutating func waitUntilSettled(forNextTerminal: Bool) throws(Stop) {
    // What was seen when everything waited last.
    var previous: (switches: UInt64, isIdle: Bool)?
    var switches: UInt64?
    while true {
      let isQuiet = try !step(waiting: 1)
      if sessions.allSatisfy({ $0.process == nil }) { return try waitForArrivals() }
      let table = ProcessTable()
      try checkCount(table)
      if turns.isActive {
        turns.advance(
          table, isStill: isQuiet && table.switches == switches, sockets: try datagramSockets(),
          time: events.time)
      }
      switches = table.switches
      // A command that has ended but wasn't noticed yet isn't in the table.
      if isQuiet && !table.entries.isEmpty
        && table.entries.allSatisfy({ $0.waitsForEver || turns.isParked($0.id) })
      {
        // Bytes that were on their way when the processes were looked at may have arrived before the networks
        // are: so nothing must be on its way between two looks that saw no thread run.
        if let previous, previous.isIdle, previous.switches == table.switches { return }
        previous = (table.switches, try !isBusy())
      } else {
        previous = nil
      }
      if table.entries.isEmpty
        || !table.entries.allSatisfy({ waitsEnough($0, forNextTerminal: forNextTerminal) })
      {
        noteActivity()
      } else {
        calm.looks += 1
        if calm.looks >= Self.quietLooks && events.time - calm.since > Self.quiet { return }
      }
    }
  }

  /// Waits until everything has arrived that programs which have ended had sent.
  ///
  /// A `FIN` that isn't acknowledged counts as a byte of its socket's send queue. It may never be taken, so this
  /// waits no longer than ``quiet``.
  private mutating func waitForArrivals() throws(Stop) {
    let deadline = events.time + Self.quiet
    var looks = 0
    while try isBusy(), events.time < deadline || looks < Self.quietLooks {
      _ = try step(waiting: 1)
      looks += 1
    }
  }

  /// Whether bytes are on their way on any of the hosts.
  private func isBusy() throws(Stop) -> Bool {
    try Stop.onFailure { () throws(LabFailure) in
      for host in hosts where try host.diagnostics.isBusy() { return true }
      return false
    }
  }

  /// Whether a process that waits, but not for ever, needn't be waited for: for the end of a terminal whose
  /// commands end by themselves, it must be.
  private func waitsEnough(_ entry: ProcessTable.Entry, forNextTerminal: Bool) -> Bool {
    guard let index = terminal(of: entry) else { return false }
    return entry.waitsForEver || turns.isParked(entry.id)
      || ((sessions[index].isEndless || forNextTerminal) && entry.waits)
      // In a deadlock, two writers wait for each other to receive.
      || entry.threads.contains {
        $0.state == .waits(call: .send) || $0.state == .waits(call: .write)
      }
        && entry.waits
  }

  /// Gives processes that outlived their commands a moment to end by themselves.
  private mutating func waitForStragglers() throws(Stop) -> Ending {
    let deadline = events.time + Self.quiet
    var looks = 0
    while true {
      let table = ProcessTable()
      try checkCount(table)
      if table.entries.isEmpty { return .complete }
      if events.time > deadline && looks >= Self.quietLooks {
        return .leftBehind(activities { _ in true })
      }
      _ = try step(waiting: 1)
      looks += 1
    }
  }

  private mutating func noteActivity() {
    calm = (since: events.time, looks: 0)
  }

  /// Takes in what has happened, after waiting for it for at most some milliseconds.
  ///
  /// - Returns: Whether anything has.
  private mutating func step(waiting milliseconds: CInt) throws(Stop) -> Bool {
    let sources =
      [STDIN_FILENO, children] + sessions.map(\.output) + (capture?.descriptors ?? [])
    var waits = sources.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let ready = poll(&waits, nfds_t(waits.count), milliseconds)
    guard events.time < request.limits.seconds * 1e3 else {
      throw .ending(.timeLimit(activities { _ in true }))
    }
    guard ready > 0 else {
      events.flush()
      return false
    }
    // The request was all that the tool had to say: its end is the tool's end.
    if waits[0].revents != 0 { exit(EXIT_FAILURE) }
    readFrames()
    // What a process printed comes before its end.
    for index in sessions.indices { try readOutput(of: index) }
    if waits[1].revents != 0 { try reapChildren() }
    return true
  }

  private mutating func readFrames() {
    for frame in capture?.read() ?? [] { events.send(.captured(frame)) }
  }

  private mutating func readOutput(of index: Int) throws(Stop) {
    while true {
      let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
        count = max(0, read(sessions[index].output, buffer.baseAddress, buffer.count))
      }
      guard !bytes.isEmpty else { return }
      noteActivity()
      let allowed = request.limits.output - sessions[index].shown
      events.sendOutput(bytes.prefix(allowed), terminal: index, command: sessions[index].current)
      sessions[index].shown += bytes.count
      guard bytes.count <= allowed else { throw .ending(.outputLimit(terminal: index)) }
    }
  }

  private mutating func reapChildren() throws(Stop) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while read(children, &buffer, buffer.count) > 0 {}
    let options = WNOHANG | (tracer == nil ? 0 : CInt(LAB_WAIT_ALL))
    while true {
      var status: CInt = 0
      let process = waitpid(-1, &status, options)
      guard process > 0 else { return }
      // Only traced processes stop for this one.
      let isStopped = status & 0xff == 0x7f
      let steps =
        isStopped ? tracer?.stopped(process, status: status) : tracer?.ended(process)
      for step in steps ?? [] {
        events.send(.traced(step))
        // Those that look around at intervals would never seem to be calm.
        if step.action != .timePassed { noteActivity() }
      }
      if !isStopped { noteActivity() }
      guard !isStopped, let index = sessions.firstIndex(where: { $0.process == process })
      else { continue }
      // It may have printed between the last reading and its end.
      try readOutput(of: index)
      let signal = status & 0x7f
      let end: ExitStatus = signal == 0 ? .exited(status >> 8 & 0xff) : .signaled(signal)
      sessions[index].ended()
      events.send(
        .ended(terminal: index, command: sessions[index].current, status: end, time: events.time))
      try startNext(in: index)
    }
  }

  // MARK: What is there

  private func terminal(of entry: ProcessTable.Entry) -> Int? {
    guard let space = entry.hostNameSpace else { return nil }
    return sessions.firstIndex { $0.hostNameSpaces.contains(space) }
  }

  private func checkCount(_ table: ProcessTable) throws(Stop) {
    // The lab's first process and its helper are the same user's, and count too.
    guard table.threadCount + 2 >= request.limits.processes else { return }
    let counts = Dictionary(grouping: table.entries) { terminal(of: $0) ?? 0 }
      .mapValues { $0.reduce(0) { $0 + $1.threads.count } }
    let busiest = counts.max { $0.value < $1.value }?.key ?? 0
    throw .ending(.processLimit(terminal: busiest))
  }

  private func activities(in isWanted: (Int) -> Bool) -> [Activity] {
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
