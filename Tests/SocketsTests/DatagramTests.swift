import Sockets
import Testing

/// Datagrams of this process, through the loopback interface.
@Suite struct DatagramTests {
  @Test(arguments: [Socket.Family.ipv4, .ipv6])
  func `a datagram and its sender`(family: Socket.Family) throws {
    let (receiver, address) = try makeReceiver(family)
    let (sender, senderAddress) = try makeReceiver(family)
    #expect(try sender.send("This is our message".utf8, to: address) == 19)
    let (bytes, from) = try receiver.receiveDatagram(upTo: 4096)
    #expect(bytes == Array("This is our message".utf8))
    #expect(from == senderAddress)
    try sender.send("again".utf8, to: address)
    #expect(try receiver.receive(upTo: 5) == Array("again".utf8))
  }

  @Test func `a datagram without bytes is a datagram`() throws {
    let (receiver, address) = try makeReceiver()
    let (sender, senderAddress) = try makeReceiver()
    try sender.send([], to: address)
    try sender.send([1], to: address)
    let (bytes, from) = try receiver.receiveDatagram(upTo: 16)
    #expect(bytes.isEmpty)
    #expect(from == senderAddress)
    #expect(try receiver.receiveDatagram(upTo: 16).bytes == [1])
  }

  @Test func `what a datagram has too much is lost`() throws {
    let (receiver, address) = try makeReceiver()
    let sender = try Socket(.ipv4, .datagram)
    try sender.send("This message is 48 bytes long, and this is lost.".utf8, to: address)
    try sender.send("next".utf8, to: address)
    #expect(try receiver.receiveDatagram(upTo: 16).bytes == Array("This message is ".utf8))
    #expect(try receiver.receiveDatagram(upTo: 16).bytes == Array("next".utf8))
  }

  @Test func `flags can't make more bytes of a datagram than there is room for`() throws {
    let (receiver, address) = try makeReceiver()
    let sender = try Socket(.ipv4, .datagram)
    // MSG_TRUNC answers with the size of the datagram instead of what was received (recv(2)).
    let truncate = Socket.MessageFlags(rawValue: 0x20)
    for _ in 0..<3 { try sender.send([UInt8](repeating: 9, count: 100), to: address) }
    #expect(try receiver.receiveDatagram(upTo: 4, flags: truncate).bytes == [9, 9, 9, 9])
    #expect(try receiver.receive(upTo: 4, flags: truncate) == [9, 9, 9, 9])
    var buffer: [UInt8] = [0, 0]
    #expect(try receiver.receive(into: &buffer, flags: truncate) == 2)
  }

  @Test func `the largest datagram, and one more byte`() throws {
    let (receiver, address) = try makeReceiver()
    let sender = try Socket(.ipv4, .datagram)
    let largest = [UInt8](repeating: 1, count: 65507)
    #expect(try sender.send(largest, to: address) == 65507)
    #expect(try receiver.receive(upTo: 70000) == largest)
    let expected = SocketError(
      call: "sendto", subject: address.description, code: .messageTooLong)
    #expect(throws: expected) { try sender.send(largest + [1], to: address) }
  }

  @Test func `a connected socket hears its peer only, and that nobody is there`() throws {
    let (receiver, address) = try makeReceiver()
    let (stranger, _) = try makeReceiver()
    let sender = try Socket(.ipv4, .datagram)
    try sender.connect(to: address)
    try stranger.send("not from your peer".utf8, to: sender.localAddress)
    try sender.send("hello".utf8)
    let (bytes, from) = try receiver.receiveDatagram(upTo: 16)
    #expect(bytes == Array("hello".utf8))
    try receiver.send("answer".utf8, to: from)
    #expect(try sender.receive(upTo: 16) == Array("answer".utf8))
    receiver.close()
    try sender.send("anybody?".utf8)
    #expect(throws: SocketError(call: "recv", code: .connectionRefused)) {
      try sender.receive(upTo: 16)
    }
  }

  @Test func `without a destination nothing can be sent`() throws {
    let sender = try Socket(.ipv4, .datagram)
    #expect(throws: SocketError(call: "send", code: .destinationRequired)) { try sender.send([1]) }
    #expect { try sender.send([1], to: .unix(path: "./nobody")) } throws: {
      hasCode(.familyNotSupported)($0) || hasCode(.invalidArgument)($0)
    }
  }

  @Test func `a broadcast has to be allowed`() throws {
    let sender = try Socket(.ipv4, .datagram)
    let everybody = Address.ipv4("127.255.255.255", port: 9)
    let expected = SocketError(
      call: "sendto", subject: "127.255.255.255:9", code: .permissionDenied)
    #expect(throws: expected) { try sender.send([1], to: everybody) }
    try sender.set(.broadcast, to: true)
    #expect(try sender.send([1], to: everybody) == 1)
  }
}
