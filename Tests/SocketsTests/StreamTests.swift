import Glibc
import Sockets
import Testing

/// Sockets of this process that talk to each other through the loopback interface.
@Suite struct StreamTests {
  /// A listening socket on a port that the kernel chose.
  private func listener(backlog: Int = 5) throws -> (Socket, Address) {
    let listener = try Socket(.ipv4, .stream)
    try listener.bind(to: .ipv4(.loopback, port: 0))
    try listener.listen(backlog: backlog)
    return (listener, try listener.localAddress)
  }

  /// Two connected ends.
  private func pair() throws -> (client: Socket, server: Socket) {
    let (listener, address) = try listener()
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    return (client, try listener.accept().connection)
  }

  @Test func `both ends know each other's address`() throws {
    let (listener, address) = try listener()
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    let (server, clientAddress) = try listener.accept()
    #expect(try client.peerAddress == address)
    #expect(try server.localAddress == address)
    #expect(try client.localAddress == clientAddress)
    #expect(try server.peerAddress == clientAddress)
  }

  @Test func `what one end sends the other receives, in order`() throws {
    let (client, server) = try pair()
    try client.sendAll("This is our message.")
    #expect(try server.receive(upTo: 8) == Array("This is ".utf8))
    #expect(try server.receive(upTo: 100) == Array("our message.".utf8))
    try server.sendAll([1, 2, 3].lazy.map { UInt8($0) })
    #expect(try client.receive(upTo: 100) == [1, 2, 3])
  }

  @Test func `a large message arrives whole, in as many pieces as it takes`() async throws {
    let (client, server) = try pair()
    let message = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    async let sending: Void = {
      try client.sendAll(message)
      client.close()
    }()
    var received: [UInt8] = []
    while true {
      let bytes = try server.receive(upTo: 65536)
      if bytes.isEmpty { break }
      received += bytes
    }
    try await sending
    #expect(received == message)
  }

  @Test func `an empty answer means that the peer has finished sending`() throws {
    let (client, server) = try pair()
    try client.shutdown(.writing)
    #expect(try server.receive(upTo: 16) == [])
    #expect(try server.receive(upTo: 16) == [])
    try server.sendAll("still heard")
    #expect(try client.receive(upTo: 16) == Array("still heard".utf8))
  }

  @Test func `sending to a peer that is gone is an error, not a signal`() throws {
    let (client, server) = try pair()
    try client.sendAll("never received")
    server.close()
    var failure: SocketError?
    for _ in 0..<100 where failure == nil {
      do { try client.sendAll("more") } catch { failure = error }
    }
    let code = try #require(failure?.code)
    #expect(code == .connectionReset || code == .brokenPipe)
  }

  @Test func `no signal ends a program that sends to nobody`() async {
    await #expect(processExitsWith: .success) {
      // As in a program of its own; test runners ignore the signal.
      signal(SIGPIPE, SIG_DFL)
      let listener = try Socket(.ipv4, .stream)
      try listener.bind(to: .ipv4(.loopback, port: 0))
      try listener.listen()
      let client = try Socket(.ipv4, .stream)
      try client.connect(to: listener.localAddress)
      try listener.accept().connection.close()
      do {
        while true { try client.sendAll("anybody there?") }
      } catch let error as SocketError {
        guard [.brokenPipe, .connectionReset].contains(error.code) else { throw error }
      }
    }
  }

  @Test func `nobody listens`() throws {
    let (listener, address) = try listener()
    listener.close()
    let client = try Socket(.ipv4, .stream)
    let expected = SocketError(
      call: "connect", subject: address.description, code: .connectionRefused)
    #expect(throws: expected) { try client.connect(to: address) }
  }

  @Test func `an address has one owner`() throws {
    let (_listener, address) = try listener()
    defer { _listener.close() }
    let second = try Socket(.ipv4, .stream)
    let expected = SocketError(call: "bind", subject: address.description, code: .addressInUse)
    #expect(throws: expected) { try second.bind(to: address) }
  }

  @Test func `an address of another machine can't be had`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect {
      try socket.bind(to: .ipv4("192.0.2.1", port: 0))
    } throws: {
      ($0 as? SocketError)?.code == .addressNotAvailable
    }
  }

  @Test func `closing twice is harmless, and using a closed socket an error`() throws {
    let socket = try Socket(.ipv4, .stream)
    socket.close()
    socket.close()
    #expect(socket.descriptor == -1)
    #expect(throws: SocketError(call: "getsockname", code: .badDescriptor)) {
      try socket.localAddress
    }
    #expect(throws: SocketError(call: "recv", code: .badDescriptor)) {
      try socket.receive(upTo: 1)
    }
  }

  @Test func `closing a socket twice never closes another one`() throws {
    let first = try Socket(.ipv4, .stream)
    let number = first.descriptor
    first.close()
    // The next socket of this thread may get the number that just became free; whether it does or
    // not, it must stay open.
    let others = try (0..<20).map { _ in try Socket(.ipv4, .stream) }
    first.close()
    for other in others {
      #expect(fcntl(other.descriptor, F_GETFD) != -1, "closed together with \(number)")
    }
  }

  @Test func `the last reference closes`() throws {
    let (client, address) = try listener()
    var socket: Socket? = try Socket(.ipv4, .stream)
    try socket?.connect(to: address)
    let server = try client.accept().connection
    socket = nil
    #expect(try server.receive(upTo: 1) == [])
    #expect(socket == nil)
  }

  @Test func `programs that this one starts inherit nothing`() throws {
    let (listener, address) = try listener()
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    let server = try listener.accept().connection
    for socket in [listener, client, server] {
      #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test func `what a socket can't do is told by the kernel`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(throws: SocketError(call: "accept", code: .invalidArgument)) { try socket.accept() }
    #expect(throws: SocketError(call: "getpeername", code: .notConnected)) {
      try socket.peerAddress
    }
    #expect(throws: SocketError(call: "shutdown", code: .notConnected)) { try socket.shutdown() }
  }
}
