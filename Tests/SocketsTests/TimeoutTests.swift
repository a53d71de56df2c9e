import Glibc
import Sockets
import Synchronization
import Testing

/// Never to wait, and to wait for a while.
@Suite(.timeLimit(.minutes(10))) struct TimeoutTests {
  /// Long enough to be noticed, short enough to be waited for.
  private let short = Duration.milliseconds(50)

  private func isNonBlocking(_ socket: Socket) -> Bool {
    fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0
  }

  /// Makes a call that can't be done, and tells what it threw and how long that took.
  private func outcome(_ call: () throws -> Void) throws -> (ErrorCode, Duration) {
    let start = ContinuousClock.now
    do {
      try call()
    } catch let error as SocketError {
      return (error.code, .now - start)
    }
    throw Unexpected()
  }

  private struct Unexpected: Error {}

  @Test func `sockets wait for ever unless told otherwise`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(socket.timeout == nil)
    #expect(!isNonBlocking(socket))
    socket.timeout = .zero
    #expect(socket.timeout == .zero)
    #expect(isNonBlocking(socket))
    socket.timeout = .milliseconds(1500)
    #expect(socket.timeout == .milliseconds(1500))
    #expect(isNonBlocking(socket))
    socket.timeout = nil
    #expect(socket.timeout == nil)
    #expect(!isNonBlocking(socket))
  }

  @Test func `no duration is too long, or too short`() throws {
    let (one, other) = try Socket.pair()
    one.timeout = .seconds(Int64.max)
    #expect(try #require(one.timeout) > .seconds(9_000_000_000))
    one.timeout = Duration(secondsComponent: 0, attosecondsComponent: 1)
    #expect(one.timeout == .nanoseconds(1))
    #expect(try outcome { _ = try one.receive(upTo: 1) }.0 == .timedOut)
    let ready = try Socket.poll([(one, .writing)], timeout: .seconds(Int64.max))
    #expect(ready.count == 1)
    withExtendedLifetime(other) {}
  }

  @Test func `a negative duration stops the program`() async {
    await #expect(processExitsWith: .failure) {
      try Socket(.ipv4, .stream).timeout = .seconds(-1)
    }
  }

  @Test func `the timeout of a closed socket has no effect`() throws {
    let socket = try Socket(.ipv4, .stream)
    socket.close()
    socket.timeout = .zero
    #expect(throws: SocketError(call: "recv", code: .badDescriptor)) {
      try socket.receive(upTo: 1)
    }
  }

  @Test func `zero never waits`() throws {
    let (listener, _) = try makeListener()
    let (client, server) = try Socket.pair()
    let (receiver, address) = try makeReceiver()
    for socket in [listener, client, server, receiver] { socket.timeout = .zero }
    try fill(client)
    var buffer: [UInt8] = [0]
    #expect(throws: SocketError(call: "accept", code: .wouldBlock)) { try listener.accept() }
    #expect(throws: SocketError(call: "recv", code: .wouldBlock)) { try client.receive(upTo: 1) }
    #expect(throws: SocketError(call: "recv", code: .wouldBlock)) {
      try client.receive(exactly: 1)
    }
    #expect(throws: SocketError(call: "recv", code: .wouldBlock)) {
      try client.receive(into: &buffer)
    }
    #expect(throws: SocketError(call: "send", code: .wouldBlock)) { try client.send([1]) }
    #expect(throws: SocketError(call: "send", code: .wouldBlock)) { try client.sendAll([1]) }
    #expect(throws: SocketError(call: "recvfrom", code: .wouldBlock)) {
      try receiver.receiveDatagram(upTo: 1)
    }
    withExtendedLifetime(address) {}
  }

  @Test func `a duration is waited for, and no longer`() throws {
    let (listener, _) = try makeListener()
    // Unix sockets, as what was sent over TCP may move on to the receiver and leave room.
    let (client, server) = try Socket.pair()
    let (receiver, address) = try makeReceiver()
    try fill(client)
    for socket in [listener, client, server, receiver] { socket.timeout = short }
    var buffer: [UInt8] = [0]
    let outcomes = [
      try outcome { _ = try listener.accept() },
      try outcome { _ = try client.receive(upTo: 1) },
      try outcome { _ = try client.receive(exactly: 1) },
      try outcome { _ = try client.receive(into: &buffer) },
      try outcome { _ = try client.send([1]) },
      try outcome { try client.sendAll([1]) },
      try outcome { _ = try receiver.receive(upTo: 1) },
      try outcome { _ = try receiver.receiveDatagram(upTo: 1) },
    ]
    for (code, duration) in outcomes {
      #expect(code == .timedOut)
      #expect(duration >= short)
      #expect(duration < .seconds(20))
    }
    withExtendedLifetime((server, address)) {}
  }

  @Test func `the timeout is that of the whole`() throws {
    let (client, server) = try makeConnection()
    client.timeout = .milliseconds(200)
    // A byte now and then keeps a call from timing out, but not the loop of calls.
    let flag = Flag()
    let sending = Background {
      while !flag.isUp.load(ordering: .relaxed) {
        try server.send([1])
        _ = try server.wait(for: .reading, timeout: .milliseconds(5))
      }
    }
    let (code, duration) = try outcome { _ = try client.receive(exactly: 1_000_000) }
    #expect(code == .timedOut)
    #expect(duration >= .milliseconds(200))
    flag.isUp.store(true, ordering: .relaxed)
    try sending.value()
  }

  @Test func `the timeout is that of the whole when sending, too`() throws {
    let (client, server) = try Socket.pair()
    client.timeout = .milliseconds(200)
    let flag = Flag()
    let receiving = Background {
      let (silent, peer) = try Socket.pair()
      while !flag.isUp.load(ordering: .relaxed) {
        _ = try server.receive(upTo: 65536)
        _ = try silent.wait(for: .reading, timeout: .milliseconds(5))
      }
      withExtendedLifetime(peer) {}
    }
    let bytes = [UInt8](repeating: 7, count: 64_000_000)
    let (code, duration) = try outcome { try client.sendAll(bytes) }
    #expect(code == .timedOut)
    #expect(duration >= .milliseconds(200))
    flag.isUp.store(true, ordering: .relaxed)
    try receiving.value()
  }

  private final class Flag: Sendable {
    let isUp = Atomic(false)
  }

  @Test func `what comes in time is received`() throws {
    let (client, server) = try makeConnection()
    server.timeout = .seconds(50)
    let received = Background { try server.receive(exactly: 10) }
    try client.sendAll("12345")
    try client.sendAll("67890")
    #expect(try received.value() == Array("1234567890".utf8))
  }

  @Test func `a connection has no timeout, whatever its listener has`() throws {
    for timeout in [Duration.zero, .seconds(20)] {
      let (listener, address) = try makeListener()
      listener.timeout = timeout
      let client = try Socket(.ipv4, .stream)
      try client.connect(to: address)
      _ = try listener.wait(for: .reading)
      let (server, _) = try listener.accept()
      #expect(server.timeout == nil)
      #expect(!isNonBlocking(server))
    }
  }

  @Test func `accepting and receiving, once they are ready`() throws {
    let (listener, address) = try makeListener()
    listener.timeout = .zero
    #expect { try listener.accept() } throws: { hasCode(.wouldBlock)($0) }
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    #expect(try listener.wait(for: .reading) == .reading)
    let (server, _) = try listener.accept()
    server.timeout = .zero
    #expect { try server.receive(upTo: 1) } throws: { hasCode(.wouldBlock)($0) }
    try client.sendAll("x")
    #expect(try server.wait(for: .reading) == .reading)
    #expect(try server.receive(upTo: 1) == [0x78])
  }

  @Test func `connecting without waiting is finished later`() throws {
    let (listener, address) = try makeListener()
    let client = try Socket(.ipv4, .stream)
    client.timeout = .zero
    let expected = SocketError(call: "connect", subject: "\(address)", code: .inProgress)
    #expect(throws: expected) { try client.connect(to: address) }
    #expect(try client.wait(for: .writing) == .writing)
    #expect(try client.get(.pendingError) == nil)
    #expect(try client.peerAddress == address)
    _ = try listener.accept()
  }

  @Test func `connecting without waiting may fail later`() throws {
    let (holder, address) = try makeDeadEnd()
    defer { holder.close() }
    let client = try Socket(.ipv4, .stream)
    client.timeout = .zero
    do {
      try client.connect(to: address)
      Issue.record("connected to nobody")
    } catch {
      // Loopback may answer at once.
      guard error.code == .inProgress else {
        #expect(error.code == .connectionRefused)
        return
      }
      let events = try client.wait(for: .writing)
      #expect(events.contains(.error))
      #expect(try client.get(.pendingError) == .connectionRefused)
      #expect(try client.get(.pendingError) == nil)
    }
  }

  @Test func `connecting with a timeout to one who is there, and to nobody`() throws {
    let (listener, address) = try makeListener()
    let (holder, deadEnd) = try makeDeadEnd()
    let client = try Socket(.ipv4, .stream)
    client.timeout = .seconds(50)
    try client.connect(to: address)
    #expect(try listener.accept().client == client.localAddress)
    let late = try Socket(.ipv4, .stream)
    late.timeout = .seconds(50)
    let expected = SocketError(call: "connect", subject: "\(deadEnd)", code: .connectionRefused)
    #expect(throws: expected) { try late.connect(to: deadEnd) }
    withExtendedLifetime(holder) {}
  }

  @Test func `connecting with a timeout to one who doesn't answer`() throws {
    // With its queue full, a listener of Linux doesn't answer at all (listen(2)).
    let (listener, address) = try makeListener(backlog: 0)
    var clients: [Socket] = []
    var timedOut: SocketError?
    for _ in 0..<10 where timedOut == nil {
      let client = try Socket(.ipv4, .stream)
      client.timeout = short
      do throws(SocketError) {
        try client.connect(to: address)
        clients.append(client)
      } catch {
        timedOut = error
      }
    }
    #expect(timedOut == SocketError(call: "connect", subject: "\(address)", code: .timedOut))
    withExtendedLifetime(listener) {}
  }

  @Test func `a full queue of a Unix socket can't be waited for`() throws {
    let listener = try Socket(.unix, .stream)
    try listener.bind(to: .unnamed)
    try listener.listen(backlog: 0)
    var codes: [ErrorCode] = []
    var clients: [Socket] = []
    for _ in 0..<3 {
      let client = try Socket(.unix, .stream)
      client.timeout = .seconds(50)
      do throws(SocketError) {
        try client.connect(to: listener.localAddress)
      } catch {
        codes.append(error.code)
      }
      clients.append(client)
    }
    #expect(codes.last == .wouldBlock)
  }
}
