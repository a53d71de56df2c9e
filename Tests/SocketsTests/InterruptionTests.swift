import Glibc
import Sockets
import Synchronization
import Testing

/// Calls that signals interrupt, in processes of their own, as a signal's handler is the whole
/// process's.
@Suite(.timeLimit(.minutes(10))) struct InterruptionTests {
  @Test func `waiting for ever goes on after a signal`() async {
    await #expect(processExitsWith: .success) {
      let (one, other) = try Socket.pair()
      let bytes = try interrupting {
        (try? one.receive(exactly: 3)) ?? []
      } until: {
        try other.sendAll([1, 2, 3])
      }
      guard bytes == [1, 2, 3] else { exit(3) }
    }
  }

  @Test(arguments: ["receive(upTo:)", "receive(into:)", "receiveDatagram", "accept", "send"])
  func `a timeout counts what is left of it after a signal`(call: String) async {
    await #expect(processExitsWith: .success) { [call] in
      let (one, other) = try Socket.pair()
      let (listener, _) = try makeListener()
      try fill(one)
      let (code, duration, timeout) = interruptingForAWhile { timeout -> ErrorCode? in
        one.timeout = timeout
        listener.timeout = timeout
        do {
          switch call {
          case "receive(upTo:)": _ = try one.receive(upTo: 1)
          case "receive(into:)":
            var buffer: [UInt8] = [0]
            _ = try one.receive(into: &buffer)
          case "receiveDatagram": _ = try one.receiveDatagram(upTo: 1)
          case "accept": _ = try listener.accept()
          case "send": try one.sendAll([1])
          default: exit(4)
          }
          return nil
        } catch {
          return (error as? SocketError)?.code
        }
      }
      // Were the whole time waited for again after each of the signals, this would never end.
      guard code == .timedOut, duration >= timeout, duration < .seconds(60) else { exit(3) }
      withExtendedLifetime(other) {}
    }
  }

  @Test func `polling counts what is left of its timeout after a signal`() async {
    await #expect(processExitsWith: .success) {
      let (one, other) = try Socket.pair()
      let (ready, duration, timeout) = interruptingForAWhile { timeout in
        (try? Socket.poll([(one, .reading)], timeout: timeout).count) ?? -1
      }
      guard ready == 0, duration >= timeout else { exit(3) }
      withExtendedLifetime(other) {}
    }
  }

  @Test(arguments: [nil, Duration.seconds(100)])
  func `sending everything goes on after a signal`(timeout: Duration?) async {
    await #expect(processExitsWith: .success) { [timeout] in
      let (one, other) = try Socket.pair()
      one.timeout = timeout
      let message = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
      let isSent = try interrupting {
        succeeds { try one.sendAll(message) }
      } until: {
        guard try other.receive(exactly: message.count) == message else { exit(5) }
      }
      guard isSent else { exit(3) }
    }
  }

  @Test func `a connection that waits in the queue is made in spite of signals`() async {
    await #expect(processExitsWith: .success) {
      let listener = try Socket(.unix, .stream)
      try listener.bind(to: .unnamed)
      try listener.listen(backlog: 0)
      let address = try listener.localAddress
      let first = try Socket(.unix, .stream)
      try first.connect(to: address)
      let second = try Socket(.unix, .stream)
      let isConnected = try interrupting {
        succeeds { try second.connect(to: address) }
      } until: {
        _ = try listener.accept()
      }
      guard isConnected else { exit(3) }
      try second.sendAll([1, 2, 3])
      guard try listener.accept().connection.receive(exactly: 3) == [1, 2, 3] else { exit(5) }
    }
  }

  @Test(arguments: [nil, Duration.seconds(100)])
  func `a connection that isn't answered is waited for in spite of signals`(
    timeout: Duration?
  ) async {
    await #expect(processExitsWith: .success) { [timeout] in
      let (listener, address) = try makeListener(backlog: 0)
      let first = try Socket(.ipv4, .stream)
      try first.connect(to: address)
      // The second isn't answered until the first is accepted, and it asks again.
      let second = try Socket(.ipv4, .stream)
      second.timeout = timeout
      let isConnected = try interrupting {
        succeeds { try second.connect(to: address) }
      } until: {
        _ = try listener.accept()
      }
      guard isConnected else { exit(3) }
      guard try second.peerAddress == address else { exit(5) }
    }
  }
}

private let interruptions = Atomic(0)

private func succeeds(_ body: () throws -> Void) -> Bool {
  (try? body()) != nil
}

/// What a thread has to tell, once it has.
private final class Outcome<Value: Sendable>: Sendable {
  let value = Mutex<(Value, Duration)?>(nil)
}

/// Makes a call on a thread of its own, and interrupts it over and over until it returns.
///
/// - Parameters:
///   - call: The call.
///   - finish: Gets the call done; it is called after fifty interruptions.
/// - Returns: What the call returned.
/// - Throws: What `finish` throws.
private func interrupting<Value: Sendable>(
  _ call: @escaping @Sendable () -> Value, until finish: () throws -> Void
) throws -> Value {
  var isFinishing = false
  let (value, _) = try signalling(call) { count in
    guard !isFinishing, count >= 50 else { return }
    isFinishing = true
    try finish()
  }
  guard isFinishing else { exit(6) }
  return value
}

/// Makes a call on a thread of its own, and interrupts it over and over until its time is up.
///
/// On a busy machine that can be too early to have been interrupted at all; then it gets more time.
///
/// - Parameter call: The call, with the time it may take.
/// - Returns: What the call returned, how long it took, and the time it was given.
private func interruptingForAWhile<Value: Sendable>(
  _ call: @escaping @Sendable (_ timeout: Duration) -> Value
) -> (Value, Duration, timeout: Duration) {
  var timeout = Duration.milliseconds(100)
  while true {
    var count = 0
    let (value, duration) = signalling({ [timeout] in call(timeout) }, { count = $0 })
    guard count < 10 else { return (value, duration, timeout) }
    timeout *= 2
  }
}

/// Makes a call on a thread of its own, and sends it signals until it returns.
///
/// - Parameters:
///   - call: The call.
///   - body: Called after each signal with the number of those that arrived.
/// - Returns: What the call returned, and how long it took.
/// - Throws: What `body` throws.
private func signalling<Value: Sendable>(
  _ call: @escaping @Sendable () -> Value, _ body: (_ count: Int) throws -> Void
) rethrows -> (Value, Duration) {
  var action = sigaction()
  action.__sigaction_handler.sa_handler = { _ in interruptions.add(1, ordering: .relaxed) }
  // Without SA_RESTART, so that calls do fail with EINTR.
  guard sigaction(SIGUSR1, &action, nil) == 0 else { exit(2) }
  interruptions.store(0, ordering: .relaxed)

  let outcome = Outcome<Value>()
  let start = ContinuousClock.now
  let thread = startThread {
    // The runner of the tests may have its signals blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGUSR1)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    let value = call()
    outcome.value.withLock { $0 = (value, .now - start) }
  }
  while true {
    // A thread that has ended can be signalled until it is joined.
    pthread_kill(thread, SIGUSR1)
    sched_yield()
    try body(interruptions.load(ordering: .relaxed))
    if let result = outcome.value.withLock({ $0 }) {
      pthread_join(thread, nil)
      return result
    }
  }
}
