import CLab
import Glibc
import LabProtocol

extension Supervisor {
  /// Takes in what has happened, after waiting for it for at most some milliseconds.
  ///
  /// - Returns: Whether anything has.
  mutating func step(waiting milliseconds: CInt) throws(Stop) -> Bool {
    let opened = windows.filter { $0.shell != nil }
    let sources =
      [STDIN_FILENO, children]
      + opened.flatMap { window in
        [window.terminal.master] + (window.shell.map { [$0.statuses, $0.notices] } ?? [])
      } + (capture?.descriptors ?? [])
    var waits = sources.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let ready = poll(&waits, nfds_t(waits.count), milliseconds)
    guard events.time - waited < request.limits.seconds * 1e3 else {
      throw .ending(.timeLimit(activities { _ in true }))
    }
    guard ready > 0 else {
      events.flush()
      return false
    }
    // The request was all that the tool had to say: its end is the tool's end.
    if waits[0].revents != 0 { exit(EXIT_FAILURE) }
    readFrames()
    for index in windows.indices {
      answerNotices(ofWindow: index)
      // What a command printed comes before its end.
      _ = try show(windows[index].terminal.read(), in: index)
      try readStatus(of: index)
    }
    if waits[1].revents != 0 { try reapChildren() }
    return true
  }

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
  private mutating func show(_ bytes: [UInt8], in index: Int) throws(Stop) -> Bool {
    let bytes = windows[index].withoutEcho(bytes)
    guard !bytes.isEmpty else { return false }
    if !windows[index].request.ticks { noteActivity() }
    looking = Looking(at: events.time)
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
    looking = Looking(at: events.time)
    let place = windows[index].place
    events.send(
      .ended(terminal: place.terminal, step: place.step, status: status, time: events.time))
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
        isStopped ? try stopped(process, status: status) : tracer?.ended(process) ?? []
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
  private mutating func stopped(_ thread: pid_t, status: CInt) throws(Stop) -> [TracedStep] {
    if let (index, notice) = tracer?.notice(of: thread, status: status) {
      givePort(for: notice, inWindow: index)
    }
    return tracer?.stopped(thread, status: status) ?? []
  }

  // MARK: Calls before they are made

  /// Answers what the kernel asks about calls of a window's programs.
  private mutating func answerNotices(ofWindow index: Int) {
    guard let notices = windows[index].shell?.notices else { return }
    var wait = pollfd(fd: notices, events: Int16(POLLIN), revents: 0)
    while poll(&wait, 1, 0) > 0, wait.revents & Int16(POLLIN) != 0 {
      var notice = lab_notice()
      // A thread that was killed meanwhile needs no answer.
      guard lab_receive_notice(notices, &notice) == 0 else { continue }
      switch notice.call {
      case LAB_NOTICED_ALARM, LAB_NOTICED_INTERVAL_TIMER, LAB_NOTICED_TIMER:
        if let process = ProcessTable.process(ofThread: notice.thread) {
          alarms.note(notice, of: process, now: events.time)
        }
      default: givePort(for: notice, inWindow: index)
      }
      _ = lab_allow(notices, notice.id)
    }
  }

  /// Gives the socket of a call a port of its window, if the kernel would choose one.
  private mutating func givePort(for notice: lab_notice, inWindow index: Int) {
    guard let process = ProcessTable.process(ofThread: notice.thread) else { return }
    let arguments = withUnsafeBytes(of: notice.arguments) { Array($0.bindMemory(to: UInt64.self)) }
    let descriptor = CInt(truncatingIfNeeded: arguments[0])
    let outcome = withDescriptor(descriptor, of: process) { socket -> ClientPorts.Outcome? in
      guard notice.call == LAB_NOTICED_BIND else { return windows[index].ports.give(to: socket) }
      let address = ForeignMemory(process: process)
        .address(at: arguments[1], count: Int(UInt32(truncatingIfNeeded: arguments[2])))
      guard address?.port == 0 else { return .needsNone }
      // The program has said which address it wants, so the kernel does it, with one port to choose from.
      let ports = windows[index].ports
      let found = try? windows[index].host.visit {
        () throws(LabFailure) -> (ClientPorts, UInt16?) in
        var ports = ports
        let port = ports.next(like: socket)
        if let port { try HostSettings.setClientPorts(port...port) }
        return (ports, port)
      }
      guard let found else { return .needsNone }
      windows[index].ports = found.0
      return found.1 == nil ? .exhausted : .given
    }
    guard outcome == .exhausted else { return }
    // The kernel chooses among all that it has, which may have been one.
    try? windows[index].host.visit { () throws(LabFailure) in
      try HostSettings.setClientPorts(HostSettings.usualPorts)
    }
    let place = windows[index].place
    events.send(.portsExhausted(terminal: place.terminal, step: place.step))
  }
}
