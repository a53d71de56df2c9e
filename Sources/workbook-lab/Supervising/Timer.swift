import Glibc

/// A timer that makes a process go on.
struct Timer: Equatable {
  /// In how many milliseconds it comes.
  let remaining: Double
  /// How many milliseconds later it comes again; 0 if it doesn't.
  let interval: Double
  /// Whether it has come before.
  let isRepeated: Bool

  /// How many milliseconds late the kernel may be, on a busy machine.
  ///
  /// Until then, a timer whose process hasn't run since is still to come.
  static let lateness = 50.0
}

extension timeval {
  var milliseconds: Double { Double(tv_sec) * 1e3 + Double(tv_usec) / 1e3 }

  /// Whether a timer can be set to it.
  var isTime: Bool { tv_sec >= 0 && (0..<1_000_000).contains(tv_usec) }
}

extension timespec {
  var milliseconds: Double { Double(tv_sec) * 1e3 + Double(tv_nsec) / 1e6 }

  /// Whether a timer can be set to it.
  var isTime: Bool { tv_sec >= 0 && (0..<1_000_000_000).contains(tv_nsec) }

  /// How many milliseconds are left until this time of a clock.
  ///
  /// Which clock is meant is seen from its value: the one that never jumps began when the machine was started.
  var millisecondsFromNow: Double {
    var now = timespec()
    clock_gettime(tv_sec > 1_000_000_000 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now)
    return milliseconds - now.milliseconds
  }
}
