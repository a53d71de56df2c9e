import Glibc
import Sockets
import Testing

/// Streams of this process that talk to each other through the loopback interface.
@Suite struct StreamTests {
  @Test(arguments: [Socket.Family.ipv4, .ipv6])
  func `both ends know each other's address`(family: Socket.Family) throws {
    let (listener, address) = try makeListener(family)
    let client = try Socket(family, .stream)
    try client.connect(to: address)
    let (server, clientAddress) = try listener.accept()
    #expect(try client.peerAddress == address)
    #expect(try server.localAddress == address)
    #expect(try client.localAddress == clientAddress)
    #expect(try server.peerAddress == clientAddress)
    #expect(server.family == family)
    #expect(server.kind == .stream)
  }

  @Test func `a socket without an address has any, and no peer`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(try socket.localAddress == .ipv4(.any, port: 0))
    #expect(throws: SocketError(call: "getpeername", code: .notConnected)) {
      try socket.peerAddress
    }
    try socket.bind(to: .ipv4(.any, port: 0))
    #expect(try socket.localAddress.port != 0)
  }

  @Test func `what one end sends the other receives, in order`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("This is our message.")
    #expect(try server.receive(upTo: 1024) == Array("This is our message.".utf8))
    try server.sendAll([1, 2, 3].lazy.map { UInt8($0) })
    #expect(try client.receive(upTo: 100) == [1, 2, 3])
    let (first, second): ([UInt8], [UInt8]) = ([4, 5], [6, 7])
    try server.sendAll(first.span.bytes)
    #expect(try client.send(second.span.bytes) == 2)
    #expect(try client.receive(upTo: 100) == [4, 5])
    #expect(try server.receive(upTo: 100) == [6, 7])
  }

  @Test func `what doesn't fit one call comes with the next`() throws {
    let (client, server) = try makeConnection()
    let message = Array("Michael Gilfix was here".utf8)
    try client.sendAll(message)
    let first = try server.receive(upTo: message.count - 3)
    let second = try server.receive(upTo: 1024)
    #expect(first == message.dropLast(3))
    #expect(first + second == message)
  }

  @Test func `bytes of a stream come without a sender`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("1234567890")
    let (first, sender) = try server.receiveDatagram(upTo: 7)
    #expect(first == Array("1234567".utf8))
    #expect(sender == .unnamed)
    #expect(try server.receiveDatagram(upTo: 1024).bytes == Array("890".utf8))
  }

  @Test func `a large message arrives whole, in as many pieces as it takes`() throws {
    let (client, server) = try makeConnection()
    let message = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let sending = Background {
      try client.sendAll(message)
      client.close()
    }
    var received: [UInt8] = []
    while true {
      let bytes = try server.receive(upTo: 65536)
      if bytes.isEmpty { break }
      received += bytes
    }
    try sending.value()
    #expect(received == message)
  }

  @Test func `exactly as many bytes as were asked for`() throws {
    let (client, server) = try makeConnection()
    let message = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let sending = Background {
      for start in stride(from: 0, to: message.count, by: 50_000) {
        try client.sendAll(message[start..<start + 50_000])
      }
    }
    #expect(try server.receive(exactly: 1) == Array(message.prefix(1)))
    #expect(try server.receive(exactly: message.count - 1) == Array(message.dropFirst()))
    #expect(try server.receive(exactly: 0) == [])
    try sending.value()
  }

  @Test func `a stream that ends too early is an error that says how early`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("12345")
    try client.shutdown(.writing)
    let expected = SocketError(call: "recv", subject: "5 of 12 bytes", code: .endOfStream)
    #expect(throws: expected) { try server.receive(exactly: 12) }
    #expect(expected.description == "recv(5 of 12 bytes): End of stream (EOF)")
  }

  @Test func `an empty answer means that the peer has finished sending`() throws {
    let (client, server) = try makeConnection()
    try client.shutdown(.writing)
    #expect(try server.receive(upTo: 16) == [])
    #expect(try server.receive(upTo: 16) == [])
    try server.sendAll("still heard")
    #expect(try client.receive(upTo: 16) == Array("still heard".utf8))
  }

  @Test func `shutting down both directions ends both`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("last words")
    try client.shutdown()
    #expect(try server.receive(upTo: 16) == Array("last words".utf8))
    #expect(try server.receive(upTo: 16) == [])
    #expect(throws: SocketError(call: "send", code: .brokenPipe)) { try client.send([1]) }
  }

  @Test func `shutting down wakes a thread that waits`() throws {
    let (client, server) = try makeConnection()
    let received = Background { try server.receive(upTo: 16) }
    try server.shutdown(.reading)
    #expect(try received.value() == [])
    withExtendedLifetime(client) {}
  }

  @Test func `peeking leaves the bytes where they are`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("once")
    #expect(try server.receive(upTo: 16, flags: .peek) == Array("once".utf8))
    #expect(try server.receive(upTo: 16) == Array("once".utf8))
  }

  @Test func `waiting for all fills the buffer`() throws {
    let (client, server) = try makeConnection()
    let received = Background { try server.receive(upTo: 10, flags: .waitAll) }
    try client.sendAll("12345")
    try client.sendAll("67890")
    #expect(try received.value() == Array("1234567890".utf8))
  }

  @Test func `an urgent byte overtakes`() throws {
    let (client, server) = try makeConnection()
    try client.send([33], flags: .outOfBand)
    #expect(try server.wait(for: .outOfBand) == .outOfBand)
    #expect(try server.receive(upTo: 1, flags: .outOfBand) == [33])
  }

  @Test func `sending to a peer that is gone is an error, not a signal`() throws {
    let (client, server) = try makeConnection()
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
      let (client, server) = try makeConnection()
      server.close()
      do {
        while true { try client.sendAll("anybody there?") }
      } catch let error as SocketError {
        guard [.brokenPipe, .connectionReset].contains(error.code) else { throw error }
      }
      let (one, other) = try Socket.pair(.datagram)
      other.close()
      do {
        try one.send([1])
      } catch let error as SocketError {
        guard [.brokenPipe, .connectionRefused].contains(error.code) else { throw error }
      }
    }
  }

  @Test func `nobody listens`() throws {
    let (holder, address) = try makeDeadEnd()
    let client = try Socket(.ipv4, .stream)
    let expected = SocketError(
      call: "connect", subject: address.description, code: .connectionRefused)
    #expect(throws: expected) { try client.connect(to: address) }
    withExtendedLifetime(holder) {}
  }

  @Test func `an address has one owner`() throws {
    let (listener, address) = try makeListener()
    defer { listener.close() }
    let second = try Socket(.ipv4, .stream)
    let expected = SocketError(call: "bind", subject: address.description, code: .addressInUse)
    #expect(throws: expected) { try second.bind(to: address) }
  }

  @Test func `an address of another machine can't be had`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect {
      try socket.bind(to: .ipv4("192.0.2.1", port: 0))
    } throws: {
      hasCode(.addressNotAvailable)($0)
    }
  }

  @Test(arguments: [0, 1, -1, 4096, .max, .min])
  func `any backlog is one`(backlog: Int) throws {
    let socket = try Socket(.ipv4, .stream)
    try socket.bind(to: .ipv4(.loopback, port: 0))
    try socket.listen(backlog: backlog)
    #expect(try socket.get(.isListening))
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: socket.localAddress)
  }

  @Test func `what a socket can't do is told by the kernel`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(throws: SocketError(call: "accept", code: .invalidArgument)) { try socket.accept() }
    #expect(throws: SocketError(call: "recv", code: .notConnected)) { try socket.receive(upTo: 1) }
    #expect(throws: SocketError(call: "send", code: .brokenPipe)) { try socket.send([1]) }
    #expect(throws: SocketError(call: "shutdown", code: .notConnected)) { try socket.shutdown() }
    let (client, _) = try makeConnection()
    #expect { try client.connect(to: client.peerAddress) } throws: {
      hasCode(.alreadyConnected)($0)
    }
    let datagrams = try Socket(.ipv4, .datagram)
    #expect(throws: SocketError(call: "listen", code: .operationNotSupported)) {
      try datagrams.listen()
    }
  }

  @Test func `a family is for its own addresses`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect { try socket.connect(to: .ipv6(.loopback, port: 1)) } throws: {
      hasCode(.familyNotSupported)($0)
    }
    #expect { try socket.bind(to: .unix(path: "./socket")) } throws: {
      hasCode(.familyNotSupported)($0) || hasCode(.invalidArgument)($0)
    }
  }
}
