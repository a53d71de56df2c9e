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
    let runs: Runs
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

  /// How often the kernel has given a processor to each of some threads and taken it away again, by the thread's id;
  /// `nil` for one that was gone when it was looked at.
  ///
  /// If it is the same at two looks, nothing has run in between. The sum doesn't tell: one thread may have run as
  /// often as another had that is gone.
  typealias Runs = [pid_t: UInt64?]

  private(set) var entries: [Entry] = []
  /// Of all threads, those included that have ended.
  private(set) var runs: Runs = [:]
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
      var (threads, runs) = readThreads(of: id)
      self.runs.merge(runs) { $1 }
      guard !threads.isEmpty else { continue }
      let space = Self.hostNameSpace(of: "\(id)")
      // While it turns into another program, a process can't be looked into; it is busy doing that.
      if space == nil { threads = [Thread(isMain: true, state: .running)] }
      entries.append(
        Entry(id: id, hostNameSpace: space, threads: threads, runs: runs))
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
    guard entries.map(\.id) == earlier.entries.map(\.id),
      earlier.runs.keys.allSatisfy({ runs[$0] != nil })
    else { return false }
    var count: UInt64 = 0
    for (thread, now) in runs {
      let before = earlier.runs[thread] ?? 0
      guard let now, let before, before <= now else { return false }
      count += now - before
    }
    return count <= Self.fewSwitches + 2 * stops
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

  /// Reads what the threads of a process do, but for those that have ended, and how often each of them has run.
  private mutating func readThreads(of id: pid_t) -> ([Thread], Runs) {
    let tasks = names(in: "/proc/\(id)/task").compactMap { pid_t($0) }
    threadCount += tasks.count
    var threads: [Thread] = []
    var runs: Runs = [:]
    // A process that is gone by now was one when it was listed.
    if tasks.isEmpty { runs.updateValue(nil, forKey: id) }
    for task in tasks {
      let folder = "/proc/\(id)/task/\(task)"
      let call = text(of: folder + "/syscall")
      guard let status = text(of: folder + "/status") else {
        runs.updateValue(nil, forKey: task)
        continue
      }
      let (state, count) = threadState(status: status, call: call, of: id)
      runs[task] = count
      if state != .ended { threads.append(Thread(isMain: task == id, state: state)) }
    }
    return (threads, runs)
  }

  private func threadState(
    status: String, call: String?, of process: pid_t
  ) -> (ThreadState, switches: UInt64) {
    var letter: Character = "?"
    var switches: UInt64 = 0
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
    let state: ThreadState =
      switch letter {
      case "S": waitingState(call: call, of: process)
      case "T", "t": .stopped
      case "Z", "X": .ended
      default: .running
      }
    return (state, switches)
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
