import CLab
import Glibc
import LabProtocol

extension Supervisor {
  /// Takes in what has happened, after waiting for it for at most some milliseconds.
  ///
  /// - Returns: Whether anything has.
  mutating func step(waiting milliseconds: CInt) throws(Stop) -> Bool {
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

  mutating func readFrames() {
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
}
