import Sockets
import Testing

@Suite struct OptionTests {
  @Test(arguments: [
    (Socket.Option<Bool>.reuseAddress, Socket.Family.ipv4, Socket.Kind.stream),
    (.reusePort, .ipv4, .stream), (.broadcast, .ipv4, .datagram), (.keepAlive, .ipv4, .stream),
    (.noDelay, .ipv4, .stream), (.ipv6Only, .ipv6, .stream), (.multicastLoopback, .ipv4, .datagram),
    (.multicastLoopbackIPv6, .ipv6, .datagram), (.multicastAll, .ipv4, .datagram),
    // One that the library doesn't name, TCP_QUICKACK.
    (Socket.Option<Bool>(level: 6, name: 12, label: "TCP_QUICKACK"), .ipv4, .stream),
  ])
  func `on and off`(option: Socket.Option<Bool>, family: Socket.Family, kind: Socket.Kind) throws {
    let socket = try Socket(family, kind)
    for value in [true, false, true] {
      try socket.set(option, to: value)
      #expect(try socket.get(option) == value)
    }
  }

  @Test(arguments: [
    (Socket.Option<Int>.timeToLive, Socket.Family.ipv4, 64, 1), (.hops, .ipv6, 64, 255),
    (.multicastTimeToLive, .ipv4, 1, 255), (.multicastHops, .ipv6, 1, 0),
  ])
  func `how far`(
    option: Socket.Option<Int>, family: Socket.Family, standard: Int, other: Int
  ) throws {
    let socket = try Socket(family, .datagram)
    #expect(try socket.get(option) == standard)
    try socket.set(option, to: other)
    #expect(try socket.get(option) == other)
    #expect { try socket.set(option, to: 256) } throws: { hasCode(.invalidArgument)($0) }
    #expect { try socket.set(option, to: .max) } throws: { hasCode(.invalidArgument)($0) }
    #expect(try socket.get(option) == other)
  }

  @Test func `sizes of buffers are doubled`() throws {
    let socket = try Socket(.ipv4, .stream)
    try socket.set(.sendBufferSize, to: 20_000)
    try socket.set(.receiveBufferSize, to: 30_000)
    #expect(try socket.get(.sendBufferSize) == 40_000)
    #expect(try socket.get(.receiveBufferSize) == 60_000)
  }

  @Test func `lingering is in whole seconds, or none`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(try socket.get(.linger) == .some(nil))
    for (set, got) in [
      (Duration.zero, Duration.zero), (.seconds(3), .seconds(3)),
      (.milliseconds(1200), .seconds(2)),
    ] {
      try socket.set(.linger, to: set)
      #expect(try socket.get(.linger) == got)
    }
    try socket.set(.linger, to: nil)
    #expect(try socket.get(.linger) == .some(nil))
    for impossible in [Duration.seconds(-1), .seconds(Int64.max)] {
      #expect(throws: SocketError(call: "setsockopt", subject: "SO_LINGER", code: .invalidArgument))
      {
        try socket.set(.linger, to: impossible)
      }
    }
  }

  @Test func `lingering for no time resets the connection`() throws {
    let (client, server) = try makeConnection()
    try client.set(.linger, to: .zero)
    client.close()
    #expect(throws: SocketError(call: "recv", code: .connectionReset)) {
      try server.receive(upTo: 1)
    }
  }

  @Test func `only a socket that listens is listening`() throws {
    let socket = try Socket(.ipv4, .stream)
    #expect(try !socket.get(.isListening))
    try socket.listen()
    #expect(try socket.get(.isListening))
  }

  @Test func `an option of another kind of socket is an error that names it`() throws {
    let socket = try Socket(.unix, .stream)
    #expect(
      throws: SocketError(
        call: "setsockopt", subject: "IP_MULTICAST_TTL", code: .operationNotSupported)
    ) {
      try socket.set(.multicastTimeToLive, to: 1)
    }
    let expected = "getsockopt(TCP_NODELAY): Operation not supported (EOPNOTSUPP)"
    #expect { try socket.get(.noDelay) } throws: { "\($0)" == expected }
    #expect { try Socket(.ipv4, .stream).set(.ipv6Only, to: true) } throws: {
      hasCode(.optionNotSupported)($0)
    }
  }

  @Test func `the flow of an IPv6 address goes to the kernel and back`() throws {
    // With IPV6_FLOWINFO_SEND, a name that glibc doesn't have. Labels have to be leased; a class of
    // traffic, the other part of the field, needn't be.
    let socket = try Socket(.ipv6, .datagram)
    try socket.set(Socket.Option<Bool>(level: 41, name: 33, label: "IPV6_FLOWINFO_SEND"), to: true)
    let address = Address.ipv6(.loopback, port: 9, flow: 0x0ab0_0000)
    try socket.connect(to: address)
    #expect(try socket.peerAddress == address)
  }

  @Test func `an address can be had again at once`() throws {
    // The option of the connections that wind up counts, too; they have it from their listener.
    let listener = try Socket.server(at: .ipv4(.loopback, port: 0))
    let address = try listener.localAddress
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    // The server closes first, so that its end is the one that winds up.
    try listener.accept().connection.close()
    listener.close()
    #expect(try client.receive(upTo: 1) == [])
    client.close()
    let again = try Socket(.ipv4, .stream)
    #expect { try again.bind(to: address) } throws: { hasCode(.addressInUse)($0) }
    try again.set(.reuseAddress, to: true)
    try again.bind(to: address)
  }
}

/// Groups, through the loopback interface; several interfaces are for `InterfaceChoiceTests`.
@Suite struct MulticastTests {
  private let group: IPv4Address = "239.10.10.10"

  private func loopback() throws -> Interface {
    try Interface(holding: .loopback)
  }

  @Test func `everybody in a group hears what is sent to it`() throws {
    let loopback = try loopback()
    var receivers: [Socket] = []
    var port: UInt16 = 0
    for _ in 0..<3 {
      let receiver = try Socket(.ipv4, .datagram)
      try receiver.set(.reuseAddress, to: true)
      try receiver.bind(to: .ipv4(.any, port: port))
      port = try #require(receiver.localAddress.port)
      try receiver.join(.ipv4(group, on: loopback))
      receivers.append(receiver)
    }
    let sender = try Socket(.ipv4, .datagram)
    #expect(try sender.get(.multicastInterface) == .any)
    try sender.set(.multicastInterface, to: .loopback)
    #expect(try sender.get(.multicastInterface) == .loopback)
    try sender.send("to all".utf8, to: .ipv4(group, port: port))
    for receiver in receivers {
      let (bytes, from) = try receiver.receiveDatagram(upTo: 16)
      #expect(bytes == Array("to all".utf8))
      guard case .ipv4(.loopback, _) = from else {
        Issue.record("from \(from)")
        return
      }
    }
  }

  @Test func `who has left a group doesn't hear it any more`() throws {
    let loopback = try loopback()
    let (receiver, address) = try makeAnyReceiver()
    let port = try #require(address.port)
    try receiver.set(.multicastAll, to: false)
    try receiver.join(.ipv4(group, on: loopback))
    let sender = try Socket(.ipv4, .datagram)
    try sender.set(.multicastInterface, to: .loopback)
    try sender.send([1], to: .ipv4(group, port: port))
    #expect(try receiver.receive(upTo: 1) == [1])
    try receiver.leave(.ipv4(group, on: loopback))
    try sender.send([2], to: .ipv4(group, port: port))
    // Loopback delivers while it sends: had the second come, it would come before the third.
    try sender.send([3], to: .ipv4(.loopback, port: port))
    #expect(try receiver.receive(upTo: 1) == [3])
    #expect { try receiver.leave(.ipv4(group, on: loopback)) } throws: {
      hasCode(.addressNotAvailable)($0)
    }
  }

  @Test func `a group of IPv6 is joined and left`() throws {
    let loopback = try loopback()
    let receiver = try Socket(.ipv6, .datagram)
    try receiver.join(.ipv6("ff01::123", on: loopback))
    #expect { try receiver.join(.ipv6("ff01::123", on: loopback)) } throws: {
      hasCode(.addressInUse)($0)
    }
    try receiver.leave(.ipv6("ff01::123", on: loopback))
    #expect { try receiver.leave(.ipv6("ff01::123", on: loopback)) } throws: {
      hasCode(.addressNotAvailable)($0)
    }
    #expect(try receiver.get(.multicastInterfaceIPv6) == .any)
    try receiver.set(.multicastInterfaceIPv6, to: loopback)
    #expect(try receiver.get(.multicastInterfaceIPv6) == loopback)
  }

  @Test func `what is no group, or no interface`() throws {
    let socket = try Socket(.ipv4, .datagram)
    let expected = SocketError(
      call: "setsockopt", subject: "IP_ADD_MEMBERSHIP, 10.0.0.1%lo", code: .invalidArgument)
    #expect(throws: expected) { try socket.join(.ipv4("10.0.0.1", on: loopback())) }
    #expect { try socket.join(.ipv4(group, on: Interface(index: 99999))) } throws: {
      hasCode(.noSuchDevice)($0)
    }
    try socket.join(.ipv4(group, on: loopback()))
    #expect { try socket.join(.ipv4(group, on: loopback())) } throws: { hasCode(.addressInUse)($0) }
    let six = try Socket(.ipv6, .datagram)
    #expect(
      throws: SocketError(
        call: "setsockopt", subject: "IPV6_JOIN_GROUP, ::1%lo", code: .invalidArgument)
    ) {
      try six.join(.ipv6(.loopback, on: loopback()))
    }
    #expect { try socket.set(.multicastInterface, to: "192.0.2.1") } throws: {
      hasCode(.addressNotAvailable)($0)
    }
  }

  private func makeAnyReceiver() throws -> (Socket, Address) {
    let receiver = try Socket(.ipv4, .datagram)
    try receiver.bind(to: .ipv4(.any, port: 0))
    return (receiver, try receiver.localAddress)
  }
}
