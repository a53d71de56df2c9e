import CLab
import Glibc
import LabProtocol

/// The processes of the lab at one moment, as `/proc` tells it (proc(5)).
struct ProcessTable {
  /// A process other than the lab's first.
  struct Entry {
    let id: pid_t
    /// The namespace of host names it lives in, which tells its terminal, if that can be read.
    let hostNameSpace: String?
    let threads: [Thread]
    /// How often the kernel has given a processor to any of its threads and taken it away again.
    let switches: UInt64
  }

  struct Thread {
    let isMain: Bool
    let state: ThreadState
  }

  /// What a thread is doing.
  enum ThreadState: Hashable {
    case running
    case stopped
    case ended
    /// It waits until something happens, or so much time has passed that the run is over before.
    case waitsForEver(call: SystemCall)
    /// It waits until something happens or time is up: so many milliseconds after it began to wait, or the kernel
    /// knows when.
    case waits(call: SystemCall, milliseconds: Double?)
    /// It waits until time is up.
    case sleeps(call: SystemCall)
  }

  private(set) var entries: [Entry] = []
  /// How often the kernel has given a processor to any of them and taken it away again.
  private(set) var switches: UInt64 = 0
  /// How many threads there are, those included that have ended and weren't waited for, which is what
  /// `RLIMIT_NPROC` counts.
  private(set) var threadCount = 0
  /// From how many milliseconds on waiting counts as waiting for ever.
  private let longestWait: Double

  /// Looks at every process but this one.
  ///
  /// - Parameter longestWait: From how many milliseconds on waiting counts as waiting for ever.
  init(longestWait: Double = .infinity) {
    let own = getpid()
    self.init(
      of: names(in: "/proc").compactMap { pid_t($0) }.filter { $0 != own },
      longestWait: longestWait)
  }

  /// Makes a table of processes that were looked at already.
  init(_ entries: [Entry]) {
    self.entries = entries
    longestWait = .infinity
  }

  /// Looks at some processes; those that are gone are left out.
  init(of processes: [pid_t], longestWait: Double = .infinity) {
    self.longestWait = longestWait
    for id in processes {
      let before = switches
      var threads = readThreads(of: id)
      guard !threads.isEmpty else { continue }
      let space = Self.hostNameSpace(of: "\(id)")
      // While it turns into another program, a process can't be looked into; it is busy doing that.
      if space == nil { threads = [Thread(isMain: true, state: .running)] }
      entries.append(
        Entry(id: id, hostNameSpace: space, threads: threads, switches: switches - before))
    }
  }

  /// Whether a thread has just woken for a moment since an earlier look, as those do that look after others, and
  /// nothing else has happened: no process is new or gone.
  ///
  /// - Parameters:
  ///   - earlier: The earlier look.
  ///   - stops: How often threads have stopped for their tracer since then; they are given a processor once more each time.
  /// - Returns: Whether that is all.
  func isStirring(since earlier: ProcessTable, stops: UInt64) -> Bool {
    entries.map(\.id) == earlier.entries.map(\.id)
      // There are fewer where a thread has ended.
      && earlier.switches <= switches
      && switches - earlier.switches <= Self.fewSwitches + 2 * stops
  }

  /// For how long all threads have run, in milliseconds; `nil` if the kernel doesn't count that (`CONFIG_SCHED_INFO`), or
  /// a thread is gone.
  var processorTime: Double? {
    var sum = 0.0
    for entry in entries {
      for task in names(in: "/proc/\(entry.id)/task") {
        let numbers = text(of: "/proc/\(entry.id)/task/\(task)/schedstat")?.split(separator: " ")
        guard let nanoseconds = numbers?.first.flatMap({ Double($0) }) else { return nil }
        sum += nanoseconds / 1e6
      }
    }
    return sum
  }

  /// How often threads are given a processor when one of them looks after others.
  private static let fewSwitches: UInt64 = 2

  /// The name of a process's namespace of host names, or of this one's, or `nil` if it is gone.
  static func hostNameSpace(of process: String = "self") -> String? {
    linkTarget(of: "/proc/\(process)/ns/uts")
  }

  /// The process that a thread belongs to, or `nil` if it is gone.
  static func process(ofThread thread: pid_t) -> pid_t? {
    text(of: "/proc/\(thread)/status")?.split(separator: "\n")
      .first { $0.hasPrefix("Tgid:") }?.split(separator: "\t").last.flatMap { pid_t($0) }
  }

  /// The name that a process was started by.
  static func programName(of process: pid_t) -> String {
    let words = text(of: "/proc/\(process)/cmdline")?.split(separator: "\0") ?? []
    if let path = words.first { return String(path.split(separator: "/").last ?? path) }
    // It is about to end, and has given its memory back.
    let name = text(of: "/proc/\(process)/comm")?.split(separator: "\n").first
    return name.map(String.init) ?? "process \(process)"
  }

  private mutating func readThreads(of id: pid_t) -> [Thread] {
    let tasks = names(in: "/proc/\(id)/task")
    threadCount += tasks.count
    return tasks.compactMap { task in
      let folder = "/proc/\(id)/task/\(task)"
      let call = text(of: folder + "/syscall")
      guard let status = text(of: folder + "/status") else { return nil }
      let state = threadState(status: status, call: call, of: id)
      return state == .ended ? nil : Thread(isMain: pid_t(task) == id, state: state)
    }
  }

  private mutating func threadState(
    status: String, call: String?, of process: pid_t
  ) -> ThreadState {
    var letter: Character = "?"
    for line in status.split(separator: "\n") {
      let field = line.split(maxSplits: 1) { $0 == ":" || $0 == "\t" || $0 == " " }
      guard field.count == 2 else { continue }
      let value = field[1].drop { $0 == ":" || $0 == "\t" || $0 == " " }
      switch field[0] {
      case "State": letter = value.first ?? "?"
      case "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches":
        switches += UInt64(value) ?? 0
      default: break
      }
    }
    switch letter {
    case "S": return waitingState(call: call, of: process)
    case "T", "t": return .stopped
    case "Z", "X": return .ended
    default: return .running
    }
  }

  /// Reads `/proc/PID/task/TID/syscall`: the call's number, then its six arguments, in hexadecimal.
  private func waitingState(call: String?, of process: pid_t) -> ThreadState {
    guard let fields = call?.split(separator: " "), let number = fields.first.flatMap({ Int($0) }),
      let known = lab_waiting_call(number)?.pointee, let name = SystemCall(known.call)
    else { return .running }
    let arguments = fields.dropFirst().prefix(6).map { UInt64($0.dropFirst(2), radix: 16) ?? 0 }
    guard arguments.count == 6 else { return .running }
    let wait = WaitingTime(known, arguments, of: process)
    switch wait {
    case .endless: return .waitsForEver(call: name)
    case .unknown: return .waits(call: name, milliseconds: nil)
    case .milliseconds(let time) where time >= longestWait: return .waitsForEver(call: name)
    case .milliseconds(let time): return .waits(call: name, milliseconds: time)
    case .sleep(let time) where time >= longestWait: return .waitsForEver(call: name)
    case .sleep: return .sleeps(call: name)
    }
  }
}

extension ProcessTable.ThreadState {
  /// Whether it waits for room for what it sends.
  var isWriting: Bool {
    switch self {
    case .waits(call: .send, _), .waits(call: .write, _): true
    default: false
    }
  }
}

extension ProcessTable.Entry {
  /// Whether nothing but another program can make it go on.
  ///
  /// A thread other than the main one may also sit in a futex for seconds: thread pools do, all the time, before
  /// they let a thread go.
  var waitsForEver: Bool {
    threads.allSatisfy { thread in
      switch thread.state {
      case .waitsForEver: true
      case .waits(call: .futex, let time): !thread.isMain && (time ?? .infinity) >= Self.idleTime
      default: false
      }
    }
  }

  /// How long thread pools keep idle threads at least, in milliseconds: Dispatch's five seconds, which it counts from
  /// a little earlier.
  private static let idleTime = 4_000.0

  /// The longest time for which one of its threads waits, in milliseconds; 0 if none does.
  var longestTimedWait: Double {
    threads.reduce(0) { longest, thread in
      guard case .waits(_, let time?) = thread.state else { return longest }
      return max(longest, time)
    }
  }

  /// Whether a signal has stopped all of it.
  var isStopped: Bool { threads.allSatisfy { $0.state == .stopped } }

  /// Whether all it does is to wait for bytes, for as long as it takes.
  var waitsInReceive: Bool {
    threads.allSatisfy { $0.state == .waitsForEver(call: .recv) }
  }

  /// The sockets that it has open.
  var sockets: Set<UInt32> {
    let folder = "/proc/\(id)/fd"
    return Set(
      names(in: folder).compactMap { name in
        // A link such as socket:[4711].
        guard let target = linkTarget(of: "\(folder)/\(name)"), target.hasPrefix("socket:[")
        else { return nil }
        return UInt32(target.dropFirst("socket:[".count).dropLast())
      })
  }

  /// Whether it waits for something to happen, perhaps not for ever.
  var waits: Bool {
    threads.allSatisfy { thread in
      switch thread.state {
      case .waitsForEver, .waits: true
      default: false
      }
    }
  }

  /// Whether it waits for something to happen or for time to pass, and computes nothing.
  var waitsOrSleeps: Bool {
    threads.allSatisfy { thread in
      switch thread.state {
      case .waitsForEver, .waits, .sleeps, .stopped: true
      default: false
      }
    }
  }

  /// Whether it waits, and hasn't run since an earlier look.
  func hasStayed(since earlier: Self) -> Bool {
    id == earlier.id && switches == earlier.switches && waitsOrSleeps
  }

  /// Whether it only lets time pass.
  var sleeps: Bool {
    threads.contains { thread in
      if case .sleeps = thread.state { true } else { false }
    }
  }

  /// What to say of it in a report: what its main thread does, or the busiest one.
  var activity: Activity.State {
    let states = threads.map(\.state)
    if states.contains(.running) { return .running }
    if states.contains(.stopped) { return .stopped }
    switch (threads.first(where: \.isMain) ?? threads[0]).state {
    case .waitsForEver(let call): return .blocked(call: call, timed: false)
    case .waits(let call, _), .sleeps(let call): return .blocked(call: call, timed: true)
    case .running, .ended: return .running
    case .stopped: return .stopped
    }
  }

  /// The name that it was started by.
  var programName: String { ProcessTable.programName(of: id) }
}
