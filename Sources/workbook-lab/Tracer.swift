import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// Watches what the programs of a lab do with sockets, by stopping them at each such call (ptrace(2)).
///
/// A filter (seccomp(2)) makes the kernel stop programs at the calls of interest only, so that all others
/// cost nothing. A watched call stops its thread twice: before the kernel does it, and after.
///
/// Not seen: what goes through io_uring(7), sendmmsg(2), recvmmsg(2) and splice(2), and which descriptor a
/// program sends to another.
struct Tracer {
  private struct Thread {
    let process: pid_t
    /// The call that it is in.
    var call: Call?
  }

  private struct Process {
    /// Counted from 0, in the order in which they were started.
    let number: Int
    let terminal: Int
    let command: Int
    var program: String?
    /// Where its executable is in its memory, which is looked for when it is first wanted.
    var image: Range<UInt64>?
    var hasExited = false
  }

  private struct Call {
    let kind: lab_call
    let arguments: [UInt64]
    let began: Double
    /// What the descriptor of the first argument stands for, when the call was made.
    let object: Object
    let addresses: [UInt64]
  }

  /// What a descriptor stands for.
  private enum Object {
    case terminal
    case socket
    /// A socket that is looked at before the call, as afterwards it is gone.
    case closingSocket(TracedSocket)
    case other
  }

  private var threads: [pid_t: Thread] = [:]
  private var processes: [pid_t: Process] = [:]
  private var started = 0
  /// New threads that have stopped before their parent could tell of them.
  private var unannounced: Set<pid_t> = []
  /// Links in `/proc/PID/fd` that mean the terminal of that index.
  private let terminalLinks: [String]
  private let networks: [Network]
  private let start: Double

  /// - Parameters:
  ///   - outputs: For each terminal, the descriptor that its programs write to.
  ///   - networks: For each terminal, the network of its host.
  ///   - start: What steps count their time from, on the clock that never jumps, in milliseconds.
  init(outputs: [CInt], networks: [Network], start: Double) {
    terminalLinks = outputs.map { linkTarget(of: "/proc/self/fd/\($0)") ?? "" }
    self.networks = networks
    self.start = start
  }

  private var time: Double { monotonicMilliseconds() - start }

  /// Begins to watch a child of this process.
  ///
  /// - Throws: ``LabFailure`` where that isn't allowed.
  mutating func watch(_ process: pid_t, terminal: Int, command: Int) throws(LabFailure) {
    try require("ptrace", to: "trace the programs") { lab_trace(process) }
    begin(process, terminal: terminal, command: command)
    threads[process] = Thread(process: process)
  }

  private mutating func begin(_ process: pid_t, terminal: Int, command: Int) {
    processes[process] = Process(number: started, terminal: terminal, command: command)
    started += 1
  }

  /// The calls that haven't returned.
  func unfinished() -> [TracedStep] {
    threads.values.compactMap { thread -> TracedStep? in
      guard let call = thread.call,
        let action = action(of: call, in: thread.process, result: nil)
      else { return nil }
      var step = step(of: thread.process, began: call.began, returned: nil, action)
      step?.addresses = call.addresses
      return step
    }.sorted { $0.began < $1.began }
  }

  /// Notes that a process or thread has ended, which waitpid(2) has told.
  mutating func ended(_ id: pid_t) -> [TracedStep] {
    defer { threads[id] = nil }
    return exited(id)
  }

  /// Takes notice of a stopped thread, of which waitpid(2) said `status`, and lets it go on.
  mutating func stopped(_ id: pid_t, status: CInt) -> [TracedStep] {
    guard threads[id] != nil else {
      unannounced.insert(id)
      return []
    }
    let signal = status >> 8 & 0xff
    switch (status >> 16, signal) {
    case (CInt(LAB_EVENT_SECCOMP), _):
      enter(id)
    case (CInt(LAB_EVENT_FORK), _), (CInt(LAB_EVENT_VFORK), _), (CInt(LAB_EVENT_CLONE), _):
      let steps = announce(pid_t(lab_event_message(id)), parent: id)
      resume(id)
      return steps
    case (CInt(LAB_EVENT_EXEC), _):
      // Its other threads are gone, and its main thread may have been another one before.
      let process = threads[id]?.process ?? id
      for (thread, known) in threads where known.process == process && thread != id {
        threads[thread] = nil
      }
      threads[id]?.call = nil
      processes[process]?.program = nil
      processes[process]?.image = nil
      resume(id)
    case (CInt(LAB_EVENT_EXIT), _):
      let steps = exited(id)
      threads[id]?.call = nil
      resume(id)
      return steps
    case (CInt(LAB_EVENT_STOP), SIGSTOP), (CInt(LAB_EVENT_STOP), SIGTSTP),
      (CInt(LAB_EVENT_STOP), SIGTTIN), (CInt(LAB_EVENT_STOP), SIGTTOU):
      // A signal has stopped it, and it stays so until another one comes.
      _ = lab_resume(CInt(LAB_STAY_STOPPED), id, 0)
    case (0, SIGTRAP | 0x80):
      let step = leave(id)
      resume(id)
      return step.map { [$0] } ?? []
    case (0, _):
      resume(id, signal: signal)
    default:
      resume(id)
    }
    return []
  }

  /// Lets a thread go on, to the end of the call that it is in or to the next one.
  private func resume(_ id: pid_t, signal: CInt = 0) {
    let how = threads[id]?.call == nil ? LAB_CONTINUE : LAB_CONTINUE_TO_RETURN
    // It may have been killed meanwhile.
    _ = lab_resume(CInt(how), id, signal)
  }

  // MARK: Processes

  /// Notes a new process or thread, which the kernel traces like its parent.
  private mutating func announce(_ child: pid_t, parent: pid_t) -> [TracedStep] {
    guard let thread = threads[parent], let process = processes[thread.process] else { return [] }
    let leader = text(of: "/proc/\(child)/status")?.split(separator: "\n")
      .first { $0.hasPrefix("Tgid:") }?.split(separator: "\t").last.flatMap { pid_t($0) }
    let isThread = leader == thread.process && child != thread.process
    threads[child] = Thread(process: isThread ? thread.process : child)
    if unannounced.remove(child) != nil { resume(child) }
    guard !isThread else { return [] }
    learnName(of: thread.process)
    begin(child, terminal: process.terminal, command: process.command)
    let now = time
    let step = step(of: thread.process, began: now, returned: now, .forked(child: started - 1))
    return [step].compactMap(\.self)
  }

  private mutating func exited(_ id: pid_t) -> [TracedStep] {
    guard processes[id]?.hasExited == false else { return [] }
    learnName(of: id)
    let now = time
    let step = step(of: id, began: now, returned: now, .exited)
    processes[id]?.hasExited = true
    return [step].compactMap(\.self)
  }

  /// Learns what a process was started as, which can't be learnt when it is gone.
  private mutating func learnName(of process: pid_t) {
    guard processes[process]?.program == nil else { return }
    processes[process]?.program = ProcessTable.programName(of: process)
  }

  private func step(
    of process: pid_t, began: Double, returned: Double?, _ action: TracedStep.Action
  ) -> TracedStep? {
    processes[process].map { known in
      TracedStep(
        terminal: known.terminal, command: known.command, process: known.number,
        program: known.program ?? "", began: began, returned: returned, action: action)
    }
  }

  // MARK: Calls

  /// Notes the call that a thread is about to make.
  private mutating func enter(_ id: pid_t) {
    var entry = lab_call_entry()
    guard let process = threads[id]?.process, lab_call_entry(id, &entry) == 0 else {
      return resume(id)
    }
    let arguments = withUnsafeBytes(of: entry.arguments) { Array($0.bindMemory(to: UInt64.self)) }
    let kind = lab_watched_call(entry.number)
    let object = object(of: kind, descriptor: arguments[0], in: process)
    if case .other = object {
      // Files are nobody else's business.
    } else if kind == LAB_CALL_POLL, isInstant(entry.number, arguments, in: process) {
      // It only looks.
    } else {
      learnName(of: process)
      let call = Call(
        kind: kind, arguments: arguments, began: time, object: object,
        addresses: addresses(of: id, in: process))
      threads[id]?.call = call
    }
    resume(id)
  }

  private func object(of kind: lab_call, descriptor: UInt64, in process: pid_t) -> Object {
    switch kind {
    case LAB_CALL_OTHER: return .other
    // There is no socket yet, or none that matters.
    case LAB_CALL_SOCKET, LAB_CALL_PAIR, LAB_CALL_SLEEP, LAB_CALL_POLL, LAB_CALL_WAIT:
      return .socket
    default: break
    }
    let descriptor = CInt(truncatingIfNeeded: descriptor)
    guard let link = linkTarget(of: "/proc/\(process)/fd/\(descriptor)") else { return .other }
    let terminal = processes[process]?.terminal ?? 0
    if kind == LAB_CALL_WRITE || kind == LAB_CALL_WRITEV, link == terminalLinks[terminal] {
      return .terminal
    }
    guard link.hasPrefix("socket:") else { return .other }
    guard kind == LAB_CALL_CLOSE else { return .socket }
    return socket(descriptor, of: process).map(Object.closingSocket) ?? .other
  }

  /// Tells of the call that a thread has come back from.
  private mutating func leave(_ id: pid_t) -> TracedStep? {
    guard let thread = threads[id], let call = thread.call else { return nil }
    threads[id]?.call = nil
    var result: Int64 = 0
    guard lab_call_result(id, &result) == 0 else { return nil }
    let returned = time
    let error = result < 0 ? CInt(-result) : nil
    switch error {
    // A signal came; the kernel makes the call again (ERESTARTSYS and its kind), or the program does.
    case 512?, 513?, 514?, 516?, EINTR?: return nil
    // Programs look for what they needn't wait for.
    case EAGAIN? where !hasTimeLimit(call, in: thread.process), EALREADY?, EISCONN?: return nil
    default: break
    }
    switch call.kind {
    case LAB_CALL_POLL where result != 0: return nil
    case LAB_CALL_WAIT where result <= 0: return nil
    default: break
    }
    guard let action = action(of: call, in: thread.process, result: Int(result)) else { return nil }
    var step = step(of: thread.process, began: call.began, returned: returned, action)
    step?.error = error
    step?.addresses = call.addresses
    return step
  }

  /// What a call did that returned `result`, or would do if it returned; nothing where it is nobody else's
  /// business.
  private func action(
    of call: Call, in process: pid_t, result: Int?
  ) -> TracedStep.Action? {
    let arguments = call.arguments
    let descriptor = CInt(truncatingIfNeeded: arguments[0])
    let memory = ForeignMemory(process: process)
    let succeeded = (result ?? -1) >= 0
    switch call.kind {
    case LAB_CALL_SLEEP, LAB_CALL_POLL: return .timePassed
    case LAB_CALL_WAIT:
      return result.flatMap { processes[pid_t($0)] }.map { .awaited(child: $0.number) }
    case LAB_CALL_SOCKET:
      guard let result, succeeded else { return nil }
      return socket(CInt(result), of: process).map { .made($0) }
    case LAB_CALL_PAIR:
      let ends = memory.read(arguments[3], as: (CInt, CInt).self)
      guard succeeded, let ends, let first = socket(ends.0, of: process),
        let second = socket(ends.1, of: process)
      else { return nil }
      return .madePair(first, second)
    case LAB_CALL_CLOSE:
      guard case .closingSocket(let socket) = call.object else { return nil }
      return .closed(socket)
    case LAB_CALL_WRITE, LAB_CALL_WRITEV:
      guard case .terminal = call.object else { break }
      let payload = memory.payload(of: call.kind, arguments, count: result, limit: .max)
      return succeeded ? .printed(payload.prefix) : nil
    default: break
    }

    guard let socket = socket(descriptor, of: process) else { return nil }
    func address(_ pointer: Int, _ length: Int) -> String? {
      memory.address(
        at: arguments[pointer], count: Int(UInt32(truncatingIfNeeded: arguments[length])))
    }
    let payload = memory.payload(
      of: call.kind, arguments, count: result, limit: Payload.longestPrefix)
    switch call.kind {
    case LAB_CALL_BIND: return .bound(socket, to: address(1, 2) ?? "")
    case LAB_CALL_CONNECT: return .connected(socket, to: address(1, 2) ?? "")
    case LAB_CALL_LISTEN:
      return .listened(socket, backlog: Int(CInt(truncatingIfNeeded: arguments[1])))
    case LAB_CALL_ACCEPT:
      var new = succeeded ? result.flatMap { self.socket(CInt($0), of: process) } : nil
      if new?.remote == nil {
        // The other end has reset it already; the call tells who that was.
        let length = succeeded ? memory.read(arguments[2], as: UInt32.self) : nil
        new?.remote = length.flatMap { memory.address(at: arguments[1], count: Int($0)) }
      }
      return .accepted(socket, new: new)
    case LAB_CALL_SENDTO: return .sent(socket, to: address(4, 5), payload)
    case LAB_CALL_SENDMSG:
      return .sent(socket, to: memory.messageAddress(at: arguments[1]), payload)
    case LAB_CALL_WRITE, LAB_CALL_WRITEV, LAB_CALL_SENDFILE: return .sent(socket, to: nil, payload)
    case LAB_CALL_RECVFROM:
      let length = succeeded ? memory.read(arguments[5], as: UInt32.self) : nil
      let from = length.flatMap { memory.address(at: arguments[4], count: Int($0)) }
      return .received(socket, from: from, payload)
    case LAB_CALL_RECVMSG:
      let from = succeeded ? memory.messageAddress(at: arguments[1]) : nil
      return .received(socket, from: from, payload)
    case LAB_CALL_READ, LAB_CALL_READV: return .received(socket, from: nil, payload)
    case LAB_CALL_SHUTDOWN: return .shutDown(socket, how: Int(arguments[1]))
    case LAB_CALL_SET_OPTION:
      let size = min(Int(UInt32(truncatingIfNeeded: arguments[4])), 256)
      return .setOption(
        socket, level: Int(CInt(truncatingIfNeeded: arguments[1])),
        name: Int(CInt(truncatingIfNeeded: arguments[2])),
        value: Data(memory.read(arguments[3], count: size)))
    default: return nil
    }
  }

  /// Whether a call that can wait for a time was told not to.
  private func isInstant(_ number: Int, _ arguments: [UInt64], in process: pid_t) -> Bool {
    guard let known = lab_waiting_call(number)?.pointee else { return false }
    let timeout = arguments[Int(known.argument)]
    switch known.timeout {
    case LAB_MILLISECONDS: return Int32(truncatingIfNeeded: timeout) == 0
    case LAB_POINTER:
      // Seconds, and parts of one.
      let parts = ForeignMemory(process: process).read(timeout, as: (Int, Int).self)
      return parts.map { $0 == (0, 0) } ?? false
    default: return false
    }
  }

  /// Whether a call on a socket, which failed with `EAGAIN`, had waited until time was up (socket(7),
  /// `SO_RCVTIMEO`).
  private func hasTimeLimit(_ call: Call, in process: pid_t) -> Bool {
    let flags: UInt64? =
      switch call.kind {
      case LAB_CALL_RECVFROM, LAB_CALL_SENDTO: call.arguments[3]
      case LAB_CALL_RECVMSG, LAB_CALL_SENDMSG: call.arguments[2]
      default: nil
      }
    guard CInt(truncatingIfNeeded: flags ?? 0) & CInt(MSG_DONTWAIT) == 0 else {
      return false
    }
    let descriptor = CInt(truncatingIfNeeded: call.arguments[0])
    return withDescriptor(descriptor, of: process) { socket in
      fcntl(socket, F_GETFL) & O_NONBLOCK == 0
    } ?? false
  }

  /// Where a stopped thread is in its program, outwards.
  private mutating func addresses(of thread: pid_t, in process: pid_t) -> [UInt64] {
    let known = processes[process]?.image ?? CallStack.image(of: process)
    processes[process]?.image = known
    return known.map { CallStack.addresses(of: thread, in: process, image: $0) } ?? []
  }

  // MARK: Sockets

  /// Looks at a process's socket; nothing where it is none, or of a family that isn't of interest.
  private func socket(_ descriptor: CInt, of process: pid_t) -> TracedSocket? {
    withDescriptor(descriptor, of: process) { own in
      var status = stat()
      guard fstat(own, &status) == 0, let kind = TracedSocket.Kind(of: own) else { return nil }
      var socket = TracedSocket(
        id: UInt64(status.st_ino), kind: kind, local: SocketText.name(getsockname, of: own),
        remote: SocketText.name(getpeername, of: own))
      if kind.isUnix, let terminal = processes[process]?.terminal {
        socket.peer = networks[terminal].unixPeer(of: UInt32(truncatingIfNeeded: socket.id))
      }
      return socket
    }
  }
}
