import CLab
import Glibc

/// The timers that programs have set and that no file of `/proc` tells the time of: those of alarm(2), setitimer(2) and
/// timer_settime(2).
///
/// A new process has none. A process that becomes another program keeps the first two (execve(2)).
struct Alarms {
  /// Which of a process's timers it is.
  enum Name: Hashable {
    /// The one of alarm(2) and setitimer(2), which is the same.
    case interval
    /// One that timer_create(2) has made.
    case made(Int32)
  }

  /// What a call sets a timer to.
  struct Setting: Equatable {
    let name: Name
    /// In how many milliseconds it comes; nothing or less if it is stopped.
    let value: Double
    /// How long after that it comes again, in milliseconds; 0 if it doesn't.
    let interval: Double
    /// Whether the call says at what time it comes.
    var isAbsolute = false
  }

  private var alarms: [pid_t: [Name: Alarm]] = [:]

  /// How many timers of a process are known at most.
  private static let most = 1000

  /// Notes what a call sets, of a thread that hasn't made it yet.
  mutating func note(_ setting: Setting, of process: pid_t, now: Double) {
    let known = alarms[process]?[setting.name]
    guard setting.value > 0 else {
      alarms[process]?[setting.name] = nil
      return
    }
    guard known != nil || (alarms[process]?.count ?? 0) < Self.most else { return }
    alarms[process, default: [:]][setting.name] = Alarm(setting, after: known, now: now)
  }

  /// Forgets the timers that are gone, and notes which have come.
  ///
  /// - Parameters:
  ///   - now: The time, in milliseconds.
  ///   - table: The processes.
  ///   - made: The numbers of the timers that a process has made, if that is known.
  mutating func advance(
    to now: Double, _ table: ProcessTable,
    made: (pid_t) -> Set<Int32>? = { Alarms.made(by: $0) }
  ) {
    guard !alarms.isEmpty else { return }
    var left: [pid_t: [Name: Alarm]] = [:]
    for entry in table.entries {
      guard var timers = alarms[entry.id] else { continue }
      if timers.keys.contains(where: { $0 != .interval }), let made = made(entry.id) {
        timers = timers.filter { name, _ in
          if case .made(let number) = name { made.contains(number) } else { true }
        }
      }
      left[entry.id] = timers.mapValues { $0.advanced(to: now, entry) }
    }
    alarms = left
  }

  /// What a process's timers are going to do.
  func timers(of process: pid_t, now: Double) -> [Timer] {
    (alarms[process] ?? [:]).values.compactMap { $0.timer(now: now) }
  }
}

/// One of the timers of ``Alarms``.
private struct Alarm {
  private let setting: Alarms.Setting
  /// On the clock that never jumps, in milliseconds.
  private var due: Double
  /// Whether the call may not have been made yet: the thread has to get a processor first.
  private var isBeingSet: Bool
  private var isRepeated: Bool
  private var hasCome = false
  /// How often its process had run when it was last seen to be still to come.
  private var runs: ProcessTable.Runs = [:]

  /// - Parameters:
  ///   - setting: What it is set to.
  ///   - last: What it was set to before. A program may set it again whenever it has come.
  ///   - now: The time, in milliseconds.
  init(_ setting: Alarms.Setting, after last: Alarm?, now: Double) {
    self.setting = setting
    due = now + setting.value
    isBeingSet = !setting.isAbsolute
    // When exactly it came isn't known.
    isRepeated = last.map { $0.setting == setting && $0.due - now < Timer.lateness } ?? false
  }

  func advanced(to now: Double, _ entry: ProcessTable.Entry) -> Alarm {
    var alarm = self
    if isBeingSet {
      alarm.due = now + setting.value
      alarm.isBeingSet = !entry.waitsOrSleeps
    }
    if alarm.due >= now {
      alarm.runs = entry.runs
    } else if setting.interval > 0 {
      alarm.due += setting.interval * ((now - due) / setting.interval).rounded(.up)
      alarm.isRepeated = true
    } else if entry.runs != runs || now >= due + Timer.lateness {
      alarm.hasCome = true
    }
    return alarm
  }

  func timer(now: Double) -> Timer? {
    guard !hasCome else { return nil }
    let interval = isRepeated && setting.interval == 0 ? setting.value : setting.interval
    return Timer(remaining: max(0, due - now), interval: interval, isRepeated: isRepeated)
  }
}

extension Alarms.Setting {
  /// Reads it from a call that sets a timer, or returns `nil` if the call fails, or sets one that counts processor time:
  /// that passes only while the program runs.
  init?(_ notice: lab_notice, in memory: ForeignMemory) {
    let arguments = notice.argumentList
    switch notice.call {
    case LAB_NOTICED_ALARM:
      let seconds = UInt32(truncatingIfNeeded: arguments[0])
      self.init(name: .interval, value: Double(seconds) * 1e3, interval: 0)
    case LAB_NOTICED_INTERVAL_TIMER:
      guard Int32(truncatingIfNeeded: arguments[0]) == ITIMER_REAL.rawValue,
        let new = memory.read(arguments[1], as: (timeval, timeval).self), new.0.isTime, new.1.isTime
      else { return nil }
      self.init(name: .interval, value: new.1.milliseconds, interval: new.0.milliseconds)
    case LAB_NOTICED_TIMER:
      guard let new = memory.read(arguments[2], as: (timespec, timespec).self), new.0.isTime,
        new.1.isTime
      else { return nil }
      let isAbsolute = arguments[1] & 1 != 0 && new.1.milliseconds > 0
      self.init(
        name: .made(Int32(truncatingIfNeeded: arguments[0])),
        // One whose time is over comes at once; only nought stops it.
        value: isAbsolute
          ? max(.leastNonzeroMagnitude, new.1.millisecondsFromNow) : new.1.milliseconds,
        interval: new.0.milliseconds, isAbsolute: isAbsolute)
    default: return nil
    }
  }
}

extension Alarms {
  /// The numbers of the timers that a process has made, but for those that count processor time; `nil` where the kernel
  /// doesn't tell.
  private static func made(by process: pid_t) -> Set<Int32>? {
    text(of: "/proc/\(process)/timers").map(made(in:))
  }

  /// Reads `/proc/PID/timers`: a few lines for each, the first with its number, the last with its clock (proc(5)).
  static func made(in text: String) -> Set<Int32> {
    var numbers: Set<Int32> = []
    var number: Int32?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: ":", maxSplits: 1)
      guard words.count == 2, let value = Int32(words[1].drop { $0 == " " }) else { continue }
      if words[0] == "ID" { number = value }
      let countsProcessorTime =
        value < 0 || value == CLOCK_PROCESS_CPUTIME_ID || value == CLOCK_THREAD_CPUTIME_ID
      if words[0] == "ClockID", !countsProcessorTime, let number { numbers.insert(number) }
    }
    return numbers
  }
}
