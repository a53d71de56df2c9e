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
    var call: WatchedCall?
    /// Whether a signal has stopped it, and not this tracer.
    var isStopped = false
  }

  private struct Process {
    /// Counted from 0, in the order in which they were started.
    let number: Int
    let window: Int
    /// Whether it is the shell of its window, whose commands come from outside.
    let isShell: Bool
    var program: String?
    /// Where its executable is in its memory, which is looked for when it is first wanted.
    var image: Range<UInt64>?
    var hasExited = false
  }

  private var threads: [pid_t: Thread] = [:]
  private var processes: [pid_t: Process] = [:]
  private var started = 0
  /// New threads that have stopped before their parent could tell of them.
  private var unannounced: Set<pid_t> = []
  /// For each window, what the links in `/proc/PID/fd` call its terminal.
  private let terminals: [String]
  /// For each window, what they call its shell's end of the line to it.
  private var lines: [String?]
  /// For each window, the step that was taken last.
  private var places: [StepPlace]
  private let diagnostics: [SocketDiagnostics]
  private let start: Double

  /// - Parameters:
  ///   - terminals: For each window, what the links in `/proc/PID/fd` call its terminal.
  ///   - diagnostics: For each window, what the kernel tells about the sockets of its host.
  ///   - start: What steps count their time from, on the clock that never jumps, in milliseconds.
  init(terminals: [String], diagnostics: [SocketDiagnostics], start: Double) {
    self.terminals = terminals
    lines = terminals.map { _ in nil }
    places = terminals.map { _ in StepPlace(terminal: 0, step: 0) }
    self.diagnostics = diagnostics
    self.start = start
  }

  private var time: Double { monotonicMilliseconds() - start }

  /// Begins to watch the shell of a window, which is a child of this process, and has its commands' descriptor already.
  ///
  /// - Throws: ``LabFailure`` where that isn't allowed.
  mutating func watch(_ process: pid_t, window: Int) throws(LabFailure) {
    try require(.ptrace, to: .tracePrograms) { lab_trace(process) }
    begin(process, window: window, isShell: true)
    threads[process] = Thread(process: process)
    lines[window] = linkTarget(of: "/proc/\(process)/fd/\(STDIN_FILENO)")
  }

  /// Notes that a step is taken in a window.
  mutating func moveOn(to place: StepPlace, inWindow window: Int) {
    places[window] = place
  }

  /// The call that a stopped thread is about to make, with the window of its process, or `nil` if it is none that
  /// takes a port.
  func notice(of thread: pid_t, status: CInt) -> (window: Int, lab_notice)? {
    guard status >> 16 == CInt(LAB_EVENT_SECCOMP), let process = threads[thread]?.process,
      let window = processes[process]?.window
    else { return nil }
    var entry = lab_call_entry()
    guard lab_call_entry(thread, &entry) == 0 else { return nil }
    let call = lab_noticed_call(entry.number)
    guard call != LAB_NOTICED_NOTHING else { return nil }
    // What names no address needs no port, or has one.
    if lab_watched_call(entry.number) == LAB_CALL_SENDTO, entry.arguments.4 == 0 { return nil }
    return (window, lab_notice(id: 0, thread: thread, call: call, arguments: entry.arguments))
  }

  private mutating func begin(_ process: pid_t, window: Int, isShell: Bool = false) {
    processes[process] = Process(number: started, window: window, isShell: isShell)
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

  /// Whether a signal has stopped all threads of a process, which stay so until another one comes.
  func isStoppedBySignal(_ process: pid_t) -> Bool {
    let all = threads.values.filter { $0.process == process }
    return !all.isEmpty && all.allSatisfy(\.isStopped)
  }

  /// Notes that a process or thread has ended, which waitpid(2) has told.
  mutating func ended(_ id: pid_t) -> [TracedStep] {
    defer { threads[id] = nil }
    return exited(id)
  }

  /// Handles a thread that stopped with the `status` that waitpid(2) returned, and lets it go on.
  mutating func stopped(_ id: pid_t, status: CInt) -> [TracedStep] {
    guard threads[id] != nil else {
      unannounced.insert(id)
      return []
    }
    let signal = status >> 8 & 0xff
    threads[id]?.isStopped = false
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
      threads[id]?.isStopped = true
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
    let leader = ProcessTable.process(ofThread: child)
    let isThread = leader == thread.process && child != thread.process
    threads[child] = Thread(process: isThread ? thread.process : child)
    if unannounced.remove(child) != nil { resume(child) }
    guard !isThread else { return [] }
    learnName(of: thread.process)
    begin(child, window: process.window)
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
      let place = places[known.window]
      var step = TracedStep(
        terminal: place.terminal, step: place.step, process: known.number,
        program: known.program ?? "", began: began, returned: returned, action: action)
      step.isShell = known.isShell
      return step
    }
  }

  // MARK: Calls

  /// Notes the call that a thread is about to make.
  private mutating func enter(_ id: pid_t) {
    var entry = lab_call_entry()
    guard let process = threads[id]?.process, lab_call_entry(id, &entry) == 0 else {
      return resume(id)
    }
    let arguments = entry.argumentList
    let kind = lab_watched_call(entry.number)
    let reader = reader(for: process)
    let object = reader.object(of: kind, descriptor: arguments[0])
    if case .other = object {
      // Other processes can't notice it, as with files.
    } else if processes[process]?.isShell == true, case .socket = object, !kind.isAboutProcesses {
      // A shell hears its commands, and tells how they ended.
    } else if kind == LAB_CALL_POLL, reader.isInstant(entry.number, arguments) {
      // It only looks.
    } else {
      learnName(of: process)
      let call = WatchedCall(
        kind: kind, arguments: arguments, began: time, object: object,
        addresses: addresses(of: id, in: process))
      threads[id]?.call = call
    }
    resume(id)
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
    case EAGAIN? where !reader(for: thread.process).hasTimeLimit(call), EALREADY?, EISCONN?:
      return nil
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

  private func action(
    of call: WatchedCall, in process: pid_t, result: Int?
  ) -> TracedStep.Action? {
    // Which process that is, only we know.
    if call.kind == LAB_CALL_WAIT {
      return result.flatMap { processes[pid_t($0)] }.map { .awaited(child: $0.number) }
    }
    return reader(for: process).action(of: call, result: result)
  }

  private func reader(for process: pid_t) -> CallReader {
    let window = processes[process]?.window ?? 0
    return CallReader(
      process: process, terminal: terminals[window], line: lines[window],
      diagnostics: diagnostics[window])
  }

  /// Where a stopped thread is in its program, outwards.
  private mutating func addresses(of thread: pid_t, in process: pid_t) -> [UInt64] {
    let known = processes[process]?.image ?? CallStack.image(of: process)
    processes[process]?.image = known
    return known.map { CallStack.addresses(of: thread, in: process, image: $0) } ?? []
  }
}
