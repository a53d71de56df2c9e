import Glibc
import LabProtocol

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
    id == earlier.id && runs == earlier.runs && waitsOrSleeps
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
