import Glibc

/// The timers that programs wait for by reading or polling a descriptor (timerfd_create(2)).
///
/// libdispatch, and with it every Swift program that has used a queue or a task, keeps one for all that is to
/// happen at a time, and sets it to whatever comes first. Once a second it looks after its threads, so such a program
/// always has a timer that is due within a second, and nothing may ever come of it. That timer is known by coming
/// again after exactly a second; what the descriptor is set to besides comes at other moments.
struct TimerDescriptors {
  private struct Key: Hashable {
    let process: pid_t
    let descriptor: String
  }

  private struct Sight {
    /// When it comes, in milliseconds.
    var due: Double
    /// A moment at which the look after the threads came, in milliseconds.
    var beat: Double?
  }

  private var sights: [Key: Sight] = [:]

  /// How often libdispatch looks after its threads (`_dispatch_workq_init_once` in its `workqueue.c`), in milliseconds.
  private static let period = 1000.0
  /// How far two looks at one moment may lie apart, in milliseconds.
  private static let tolerance = 3.0

  /// The timers that a process has set.
  ///
  /// - Parameters:
  ///   - process: The process.
  ///   - start: Since when nothing has happened, in milliseconds, on the clock that never jumps. What comes again and
  ///     again has come in vain if it came after that.
  /// - Returns: What is to come.
  mutating func timers(of process: pid_t, quietSince start: Double) -> [Timer] {
    names(in: "/proc/\(process)/fd").compactMap { name in
      guard linkTarget(of: "/proc/\(process)/fd/\(name)") == "anon_inode:[timerfd]",
        let info = text(of: "/proc/\(process)/fdinfo/\(name)")
      else { return nil }
      let (remaining, interval) = (
        Self.time("it_value", in: info), Self.time("it_interval", in: info)
      )
      guard remaining > 0 else { return nil }
      let due = monotonicMilliseconds() + remaining
      var sight = sights[Key(process: process, descriptor: name)] ?? Sight(due: due)
      if due - sight.due > Self.period / 2, Self.isSame(due, sight.due) { sight.beat = due }
      sight.due = due
      sights[Key(process: process, descriptor: name)] = sight
      guard let beat = sight.beat, Self.isSame(due, beat) else {
        // It may be the first of many: once it has come, something has happened, or it was.
        let isFirst = interval == 0 && remaining <= Self.period
        return Timer(
          remaining: remaining, interval: isFirst ? due - start : interval,
          isRepeated: isFirst || interval > 0 && remaining <= interval)
      }
      return Timer(
        remaining: remaining, interval: Self.next(beat, after: start) - start, isRepeated: true)
    }
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

  /// Reads a line such as `it_value: (4, 999927923)`, seconds and nanoseconds, in milliseconds (proc(5)).
  private static func time(_ field: String, in info: String) -> Double {
    let line = info.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    let numbers = line?.split { !$0.isNumber }.compactMap { Double($0) } ?? []
    return numbers.count == 2 ? numbers[0] * 1e3 + numbers[1] / 1e6 : 0
  }
}
