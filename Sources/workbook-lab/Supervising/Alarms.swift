import CLab
import Glibc

/// The timers that programs have set and that no file of `/proc` tells of: those of alarm(2), setitimer(2) and
/// timer_settime(2).
struct Alarms {
  private struct Key: Hashable {
    let process: pid_t
    let call: UInt32
    /// Which of the process's timers, for those that are made.
    let number: UInt64
  }

  private struct Alarm {
    /// On the clock that never jumps, in milliseconds.
    var due: Double
    /// How long after that it comes again, in milliseconds; 0 if it doesn't.
    let interval: Double
    var isRepeated = false
  }

  private var alarms: [Key: Alarm] = [:]

  /// Notes a call that sets a timer, or stops it, of a thread that hasn't made it yet.
  mutating func note(_ notice: lab_notice, of process: pid_t, now: Double) {
    let memory = ForeignMemory(process: process)
    let arguments = notice.argumentList
    var key = Key(process: process, call: LAB_NOTICED_INTERVAL_TIMER.rawValue, number: 0)
    var times = (interval: 0.0, value: 0.0)
    switch notice.call {
    case LAB_NOTICED_ALARM:
      // It is the same timer.
      times.value = Double(UInt32(truncatingIfNeeded: arguments[0])) * 1e3
    case LAB_NOTICED_INTERVAL_TIMER:
      // The others count processor time, which passes only while the program runs.
      guard arguments[0] == 0, let new = memory.read(arguments[1], as: (timeval, timeval).self)
      else { return }
      times = (new.0.milliseconds, new.1.milliseconds)
    case LAB_NOTICED_TIMER:
      key = Key(process: process, call: notice.call.rawValue, number: arguments[0])
      guard let new = memory.read(arguments[2], as: (timespec, timespec).self) else { return }
      times = (new.0.milliseconds, new.1.milliseconds)
      let isAbsolute = arguments[1] & 1 != 0
      if isAbsolute, times.value > 0 { times.value = new.1.millisecondsFromNow }
    default: return
    }
    alarms[key] =
      times.value > 0 ? Alarm(due: now + times.value, interval: times.interval) : nil
  }

  /// Forgets timers of processes that are gone, and notes which have come.
  mutating func advance(to now: Double, processes: Set<pid_t>) {
    for (key, alarm) in alarms {
      guard processes.contains(key.process) else {
        alarms[key] = nil
        continue
      }
      guard alarm.due < now else { continue }
      guard alarm.interval > 0 else {
        alarms[key] = nil
        continue
      }
      alarms[key]?.due += alarm.interval * ((now - alarm.due) / alarm.interval).rounded(.up)
      alarms[key]?.isRepeated = true
    }
  }

  /// What a process's timers are going to do.
  func timers(of process: pid_t, now: Double) -> [Timer] {
    alarms.filter { $0.key.process == process }.map { _, alarm in
      Timer(remaining: alarm.due - now, interval: alarm.interval, isRepeated: alarm.isRepeated)
    }
  }
}

/// A timer that makes a process go on.
struct Timer {
  /// In how many milliseconds it comes.
  let remaining: Double
  /// How many milliseconds later it comes again; 0 if it doesn't.
  let interval: Double
  /// Whether it has come before.
  let isRepeated: Bool
}

extension timeval {
  var milliseconds: Double { Double(tv_sec) * 1e3 + Double(tv_usec) / 1e3 }
}

extension timespec {
  var milliseconds: Double { Double(tv_sec) * 1e3 + Double(tv_nsec) / 1e6 }

  /// How many milliseconds are left until this time of a clock.
  ///
  /// Which clock is meant is seen from its value: the one that never jumps began when the machine was started.
  var millisecondsFromNow: Double {
    var now = timespec()
    clock_gettime(tv_sec > 1_000_000_000 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now)
    return milliseconds - now.milliseconds
  }
}
