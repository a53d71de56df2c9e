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
    /// It waits until something happens.
    case waitsForEver(call: SystemCall)
    /// It waits until something happens or time is up.
    case waits(call: SystemCall)
    /// It waits until time is up.
    case sleeps(call: SystemCall)
  }

  private(set) var entries: [Entry] = []
  /// How often the kernel has given a processor to any of them and taken it away again.
  private(set) var switches: UInt64 = 0
  /// How many threads there are, those included that have ended and weren't waited for, which is what
  /// `RLIMIT_NPROC` counts.
  private(set) var threadCount = 0

  /// Looks at every process but this one.
  init() {
    let own = getpid()
    self.init(of: names(in: "/proc").compactMap { pid_t($0) }.filter { $0 != own })
  }

  /// Makes a table of processes that were looked at already.
  init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// Looks at some processes; those that are gone are left out.
  init(of processes: [pid_t]) {
    for id in processes {
      var threads = readThreads(of: id)
      guard !threads.isEmpty else { continue }
      let space = Self.hostNameSpace(of: "\(id)")
      // While it turns into another program, a process can't be looked into; it is busy doing that.
      if space == nil { threads = [Thread(isMain: true, state: .running)] }
      entries.append(Entry(id: id, hostNameSpace: space, threads: threads))
    }
  }

  /// The name of a process's namespace of host names, or of this one's, or `nil` if it is gone.
  static func hostNameSpace(of process: String = "self") -> String? {
    linkTarget(of: "/proc/\(process)/ns/uts")
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
    case "S": return Self.waitingState(call: call, of: process)
    case "T", "t": return .stopped
    case "Z", "X": return .ended
    default: return .running
    }
  }

  /// Reads `/proc/PID/task/TID/syscall`: the call's number, then its six arguments, in hexadecimal.
  private static func waitingState(call: String?, of process: pid_t) -> ThreadState {
    guard let fields = call?.split(separator: " "), let number = fields.first.flatMap({ Int($0) }),
      let known = lab_waiting_call(number)?.pointee, let name = SystemCall(known.call)
    else { return .running }
    func argument(_ index: Int) -> UInt64 {
      index + 1 < fields.count ? UInt64(fields[index + 1].dropFirst(2), radix: 16) ?? 0 : 0
    }
    let value = argument(Int(known.argument))
    switch known.timeout {
    case LAB_NO_TIMEOUT:
      let descriptor = CInt(truncatingIfNeeded: argument(0))
      return hasTimeLimit(descriptor, of: process) ? .waits(call: name) : .waitsForEver(call: name)
    case LAB_SLEEP: return .sleeps(call: name)
    case LAB_MILLISECONDS where Int32(truncatingIfNeeded: value) < 0:
      return .waitsForEver(call: name)
    case LAB_POINTER where value == 0: return .waitsForEver(call: name)
    default: return .waits(call: name)
    }
  }

  /// Whether a descriptor is a socket on which nothing is waited for longer than for some time (socket(7),
  /// `SO_RCVTIMEO`).
  private static func hasTimeLimit(_ descriptor: CInt, of process: pid_t) -> Bool {
    withDescriptor(descriptor, of: process) { socket in
      var limit = timeval()
      var size = socklen_t(MemoryLayout<timeval>.size)
      return getsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, &size) == 0
        && (limit.tv_sec, limit.tv_usec) != (0, 0)
    } ?? false
  }
}

extension ProcessTable.Entry {
  /// Whether nothing but another program can make it go on.
  ///
  /// A thread other than the main one may also sit in a timed futex: thread pools do, all the time.
  var waitsForEver: Bool {
    threads.allSatisfy { thread in
      switch thread.state {
      case .waitsForEver: true
      case .waits(call: .futex): !thread.isMain
      default: false
      }
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

  /// What to say of it in a report: what its main thread does, or the busiest one.
  var activity: Activity.State {
    let states = threads.map(\.state)
    if states.contains(.running) { return .running }
    if states.contains(.stopped) { return .stopped }
    switch (threads.first(where: \.isMain) ?? threads[0]).state {
    case .waitsForEver(let call): return .blocked(call: call, timed: false)
    case .waits(let call), .sleeps(let call): return .blocked(call: call, timed: true)
    case .running, .ended: return .running
    case .stopped: return .stopped
    }
  }

  /// The name that it was started by.
  var programName: String { ProcessTable.programName(of: id) }
}
