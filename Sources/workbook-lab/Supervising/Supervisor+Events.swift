import CLab
import Glibc
import LabProtocol

extension Supervisor {
  /// Takes in what has happened, after waiting for it for at most some milliseconds.
  ///
  /// Calls that the kernel asks about are answered until there are no more: a program that sends many datagrams makes one
  /// after the other, and nothing is settled in between.
  ///
  /// - Returns: Whether anything has happened, but for such calls.
  mutating func step(waiting milliseconds: CInt) throws(Stop) -> Bool {
    let start = events.time
    while true {
      let opened = windows.indices.filter { windows[$0].shell != nil }
      let notices = opened.compactMap { windows[$0].shell?.notices }
      // The line to a shell that has ended would be ready for ever.
      let statuses = opened.filter { !windows[$0].isOver }.compactMap {
        windows[$0].shell?.statuses
      }
      let sources =
        [STDIN_FILENO, children] + opened.map { windows[$0].terminal.master } + statuses
        + (capture?.descriptors ?? []) + notices
      var waits = sources.map {
        // One that has hung up would be ready for ever; poll(2) passes over negative ones.
        pollfd(fd: hungUp.contains($0) ? -1 : $0, events: Int16(POLLIN), revents: 0)
      }
      let ready = poll(&waits, nfds_t(waits.count), milliseconds)
      pace.advance(to: events.time, waiting: Double(milliseconds))
      guard !pace.isOver(limit: request.limits.seconds * 1e3) else {
        throw .ending(.timeLimit(activities { _ in true }))
      }
      guard ready > 0 else {
        events.flush()
        return false
      }
      // The request was all that the tool had to say: its end is the tool's end.
      if waits[0].revents != 0 { exit(EXIT_FAILURE) }
      for wait in waits where wait.revents & Int16(POLLIN | POLLHUP) == Int16(POLLHUP) {
        hungUp.insert(wait.fd)
      }
      for (index, wait) in zip(opened, waits.suffix(notices.count)) where wait.revents != 0 {
        answerNotices(ofWindow: index)
      }
      if waits.dropLast(notices.count).allSatisfy({ $0.revents == 0 }),
        events.time - start < Self.longestAnswering
      {
        continue
      }
      readFrames()
      for index in opened {
        // What a command printed comes before its end.
        _ = try show(windows[index].terminal.read(), in: index)
        try readStatus(of: index)
      }
      if waits[1].revents != 0 { try reapChildren() }
      return true
    }
  }

  /// For how many milliseconds calls are answered before the processes are looked at.
  private static let longestAnswering = 100.0
  /// How many calls of a window are answered at once.
  private static let mostAnswers = 100

  mutating func readFrames() {
    for frame in capture?.read() ?? [] { events.send(.captured(frame)) }
  }

  /// Takes in all that was printed up to now.
  ///
  /// - Returns: Whether that was anything.
  mutating func readEverything() throws(Stop) -> Bool {
    var hasShown = false
    // Nothing has run in one that was just opened.
    for index in windows.indices where windows[index].taken > 0 {
      if try show(windows[index].terminal.readAll(), in: index) { hasShown = true }
    }
    return hasShown
  }

  /// Tells what a window has shown.
  ///
  /// - Returns: Whether that was anything.
  mutating func show(_ bytes: [UInt8], in index: Int) throws(Stop) -> Bool {
    let bytes = windows[index].withoutEcho(bytes)
    guard !bytes.isEmpty, !complete.contains(index) else { return false }
    if !windows[index].request.ticks { noteActivity() }
    looking = Looking(at: events.time, pace.mark)
    let allowed = request.limits.output - windows[index].shown
    let place = windows[index].place
    events.sendOutput(bytes.prefix(allowed), terminal: place.terminal, step: place.step)
    windows[index].shown += bytes.count
    windows[index].lineCount += bytes.count { $0 == UInt8(ascii: "\n") }
    windows[index].rhythm.print()
    guard bytes.count <= allowed else {
      throw .ending(.outputLimit(terminal: place.terminal))
    }
    return true
  }

  /// Takes in the exit status of a window's command, if it has ended.
  mutating func readStatus(of index: Int) throws(Stop) {
    guard let status = windows[index].readStatus() else { return }
    try noteEnd(of: index, .exited(status))
  }

  /// Tells that a window's command has ended, after what it printed.
  private mutating func noteEnd(of index: Int, _ status: ExitStatus) throws(Stop) {
    _ = try show(windows[index].terminal.readAll(), in: index)
    noteActivity()
    looking = Looking(at: events.time, pace.mark)
    let place = windows[index].place
    events.send(
      .ended(terminal: place.terminal, step: place.step, status: status, time: events.time))
  }

  private mutating func reapChildren() throws(Stop) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while read(children, &buffer, buffer.count) > 0 {}
    let options = tracer == nil ? 0 : CInt(LAB_WAIT_ALL)
    // A thread that binds a socket to the port that its host offers: until it has, no other one may.
    var binding: pid_t?
    while true {
      var status: CInt = 0
      let process = waitpid(binding ?? -1, &status, options | (binding == nil ? WNOHANG : 0))
      binding = nil
      guard process > 0 else { return }
      // Only traced processes stop for this one.
      let isStopped = status & 0xff == 0x7f
      if isStopped { stops += 1 }
      let steps =
        isStopped
        ? stopped(process, status: status, binding: &binding) : tracer?.ended(process) ?? []
      for step in steps {
        events.send(.traced(step))
        // Those that look around at intervals would never seem to be calm.
        if step.action != .timePassed { noteActivity() }
      }
      if !isStopped { noteActivity() }
      guard !isStopped, let index = windows.firstIndex(where: { $0.shell?.process == process })
      else { continue }
      let wasBusy = windows[index].isBusy
      windows[index].end()
      let signal = status & 0x7f
      guard wasBusy else { continue }
      try noteEnd(of: index, signal == 0 ? .exited(status >> 8 & 0xff) : .signaled(signal))
    }
  }

  /// Handles a traced thread that has stopped: gives its socket a port if the call that it makes takes one.
  private mutating func stopped(
    _ thread: pid_t, status: CInt, binding: inout pid_t?
  ) -> [TracedStep] {
    if let (index, notice) = tracer?.notice(of: thread, status: status),
      case .given = givePort(for: notice, inWindow: index, isMade: true),
      notice.call == LAB_NOTICED_BIND
    {
      binding = thread
    }
    return tracer?.stopped(thread, status: status) ?? []
  }

  // MARK: Calls before they are made

  /// Answers what the kernel asks about calls of a window's programs.
  private mutating func answerNotices(ofWindow index: Int) {
    guard let notices = windows[index].shell?.notices else { return }
    var wait = pollfd(fd: notices, events: Int16(POLLIN), revents: 0)
    // Many programs could make calls for ever.
    for _ in 0..<Self.mostAnswers where poll(&wait, 1, 0) > 0 {
      guard wait.revents & Int16(POLLIN) != 0 else { return }
      var notice = lab_notice()
      // A thread that was killed meanwhile needs no answer.
      guard lab_receive_notice(notices, &notice) == 0 else { continue }
      var answer: CInt?
      switch notice.call {
      case LAB_NOTICED_ALARM, LAB_NOTICED_INTERVAL_TIMER, LAB_NOTICED_TIMER:
        guard let process = ProcessTable.process(ofThread: notice.thread),
          let setting = Alarms.Setting(notice, in: ForeignMemory(process: process))
        else { break }
        alarms.note(setting, of: process, now: events.time)
      default:
        // The socket of a program that names its address is bound here, as the program would do it.
        switch (givePort(for: notice, inWindow: index, isMade: false), notice.call) {
        case (.given, LAB_NOTICED_BIND): answer = 0
        case (.refused(let error), _): answer = error
        default: break
        }
      }
      _ = answer.map { lab_answer(notices, notice.id, $0) } ?? lab_allow(notices, notice.id)
    }
  }

  /// Gives the socket of a call a port of its window, if the kernel would choose one.
  ///
  /// - Parameters:
  ///   - notice: The call.
  ///   - index: The window of the program that makes it.
  ///   - isMade: Whether the kernel makes it in any case, and the socket can't be bound here instead.
  /// - Returns: What became of it.
  private mutating func givePort(
    for notice: lab_notice, inWindow index: Int, isMade: Bool
  ) -> ClientPorts.Outcome {
    guard let process = ProcessTable.process(ofThread: notice.thread) else { return .needsNone }
    let arguments = notice.argumentList
    let descriptor = CInt(truncatingIfNeeded: arguments[0])
    let outcome = withDescriptor(descriptor, of: process) { socket -> ClientPorts.Outcome? in
      guard notice.call == LAB_NOTICED_BIND else { return windows[index].ports.give(to: socket) }
      let size = Int(UInt32(truncatingIfNeeded: arguments[2]))
      // The kernel refuses what is longer.
      guard size <= MemoryLayout<sockaddr_storage>.size else { return .needsNone }
      let address = ForeignMemory(process: process).read(arguments[1], count: size)
      guard Endpoint(socketAddress: address)?.port == 0 else { return .needsNone }
      var ports = windows[index].ports
      defer { windows[index].ports = ports }
      return try? windows[index].host.visit { () throws(LabFailure) in
        isMade ? try ports.offer(to: socket) : ports.give(to: socket, at: address)
      }
    }
    guard case .exhausted = outcome else { return outcome ?? .needsNone }
    // The kernel chooses among all that it has, which may have been one.
    try? windows[index].host.visit { () throws(LabFailure) in
      try HostSettings.setClientPorts(HostSettings.usualPorts)
    }
    let place = windows[index].place
    events.send(.portsExhausted(terminal: place.terminal, step: place.step))
    return .exhausted
  }
}
