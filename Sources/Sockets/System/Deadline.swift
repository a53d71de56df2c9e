import CSockets

/// How long a call may wait.
@usableFromInline
enum Deadline {
  case never
  case now
  case at(ContinuousClock.Instant)

  /// A hundred years; further on a clock could overflow.
  private static let longest = Duration.seconds(100 * 365 * 86400)

  init(after timeout: Duration?) {
    switch timeout {
    case nil: self = .never
    case .some(let timeout) where timeout <= .zero: self = .now
    case .some(let timeout) where timeout > Self.longest: self = .never
    case .some(let timeout): self = .at(.now + timeout)
    }
  }

  /// What is left, in the milliseconds that poll(2) takes: rounded up, as a wait that ends early would
  /// have to be repeated, and -1 for no end.
  var milliseconds: CInt {
    switch self {
    case .never: return -1
    case .now: return 0
    case .at(let instant):
      let (seconds, attoseconds) = (instant - .now).components
      let left = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
      return CInt(clamping: Int64(max(0, left.rounded(.up))))
    }
  }

  var isNow: Bool {
    if case .now = self { true } else { false }
  }

  var hasPassed: Bool {
    switch self {
    case .never: false
    case .now: true
    case .at(let instant): instant <= .now
    }
  }
}

// snippet.wait
/// Waits until one of the descriptors is ready, through all interruptions (signal(7)).
///
/// - Returns: How many are ready; 0 when the time has passed.
/// - Throws: ``SocketError`` of `poll`.
func waitUntilReady(
  _ waiting: UnsafeMutablePointer<pollfd>, count: Int = 1, until deadline: Deadline
) throws(SocketError) -> CInt {
  while true {
    let ready = CSockets.poll(waiting, nfds_t(count), deadline.milliseconds)
    if ready > 0 { return ready }
    if ready == -1, ErrorCode.current != .interrupted {
      throw SocketError(call: "poll", code: .current)
    }
    if deadline.hasPassed { return 0 }
  }
}
// snippet.end
