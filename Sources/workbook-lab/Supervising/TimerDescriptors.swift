import Glibc

/// The timers that programs wait for by reading or polling a descriptor (timerfd_create(2)).
struct TimerDescriptors {
  private var sights: [pid_t: [String: TimerSight]] = [:]

  /// Forgets processes that are gone.
  mutating func forget(allBut processes: Set<pid_t>) {
    sights = sights.filter { processes.contains($0.key) }
  }

  /// The timers that a process has set.
  ///
  /// - Parameters:
  ///   - entry: The process.
  ///   - start: Since when nothing has happened, in milliseconds, on the clock that never jumps. What comes again and
  ///     again has come in vain if it came after that.
  /// - Returns: What is to come.
  mutating func timers(of entry: ProcessTable.Entry, quietSince start: Double) -> [Timer] {
    names(in: "/proc/\(entry.id)/fd").compactMap { name in
      guard linkTarget(of: "/proc/\(entry.id)/fd/\(name)") == "anon_inode:[timerfd]",
        let info = text(of: "/proc/\(entry.id)/fdinfo/\(name)")
      else { return nil }
      return sights[entry.id, default: [:]][name, default: TimerSight()].timer(
        .init(info), runs: entry.runs, now: monotonicMilliseconds(), quietSince: start)
    }
  }
}

/// What was seen of a timer that is a descriptor.
///
/// libdispatch, and with it every Swift program that has used a queue or a task, keeps one for all that is to
/// happen at a time, and sets it to whatever comes first. Once a second it looks after its threads, so such a program
/// always has a timer that is due within a second, and nothing may ever come of it. That timer is known by coming
/// again after exactly a second; what the descriptor is set to besides comes at other moments.
struct TimerSight {
  /// What a timer is set to.
  struct Setting {
    /// In how many milliseconds it comes; 0 if it has come, or is stopped.
    var remaining: Double
    /// How many milliseconds later it comes again; 0 if it doesn't.
    var interval = 0.0
    /// How often it has come since the program read from it.
    var ticks = 0.0
  }

  /// When it comes, in milliseconds, if it was still to come when it was seen.
  private var due: Double?
  /// How often its process had run then.
  private var runs: ProcessTable.Runs = [:]
  /// A moment at which the look after the threads came, in milliseconds.
  private var beat: Double?

  /// How often libdispatch looks after its threads (`_dispatch_workq_init_once` in its `workqueue.c`), in milliseconds.
  private static let period = 1000.0
  /// How far two looks at one moment may lie apart, in milliseconds.
  private static let tolerance = 3.0
  /// How long a program is waited for that sets a timer again and again, in milliseconds.
  private static let longest = 2 * period

  /// Notes what it is set to, and returns what is to come.
  mutating func timer(
    _ setting: Setting, runs: ProcessTable.Runs, now: Double, quietSince start: Double
  ) -> Timer? {
    guard setting.remaining > 0 else {
      guard let due, setting.ticks == 0, runs == self.runs, now < due + Timer.lateness
      else { return nil }
      // The kernel is late.
      return Timer(remaining: 0, interval: 0, isRepeated: false)
    }
    let due = now + setting.remaining
    // What comes later isn't the look after the threads.
    let isSoon = setting.remaining <= Self.period + Self.tolerance
    if isSoon, let last = self.due, due - last > Self.period / 2, Self.isSame(due, last) {
      beat = due
    }
    (self.due, self.runs) = (due, runs)
    if isSoon, let beat, Self.isSame(due, beat) {
      return Timer(
        remaining: setting.remaining, interval: Self.next(beat, after: start) - start,
        isRepeated: true)
    }
    // It may be the first of many: once it has come, something has happened, or it was.
    let isFirst = setting.interval == 0 && setting.remaining <= Self.period
    return Timer(
      remaining: setting.remaining,
      interval: isFirst ? min(due - start, Self.longest) : setting.interval,
      isRepeated: isFirst || setting.interval > 0 && setting.remaining <= setting.interval)
  }

  /// Whether two moments are whole periods apart.
  private static func isSame(_ first: Double, _ second: Double) -> Bool {
    let rest = (first - second).magnitude.truncatingRemainder(dividingBy: period)
    return min(rest, period - rest) < tolerance
  }

  /// The first moment after another one that is whole periods from a beat.
  private static func next(_ beat: Double, after start: Double) -> Double {
    beat - ((beat - start) / period).rounded(.down) * period
  }
}

extension TimerSight.Setting {
  /// Reads the file of a descriptor in `/proc/PID/fdinfo` (proc(5)).
  init(_ info: String) {
    /// The numbers of a line such as `it_value: (4, 999927923)`.
    func numbers(_ field: String) -> [Double] {
      let line = info.split(separator: "\n").first { $0.hasPrefix(field + ":") }
      return line?.split { !$0.isNumber }.compactMap { Double($0) } ?? []
    }
    func milliseconds(_ field: String) -> Double {
      let numbers = numbers(field)
      return numbers.count == 2 ? numbers[0] * 1e3 + numbers[1] / 1e6 : 0
    }
    self.init(
      remaining: milliseconds("it_value"), interval: milliseconds("it_interval"),
      ticks: numbers("ticks").first ?? 0)
  }
}
