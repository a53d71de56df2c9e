import Glibc
import Sockets
import Testing

/// Receiving into memory that the caller has.
@Suite struct BufferTests {
  @Test func `an array is filled from its beginning`() throws {
    let (client, server) = try makeConnection()
    var buffer = [UInt8](repeating: 255, count: 8)
    try client.sendAll("12345")
    #expect(try server.receive(into: &buffer) == 5)
    #expect(buffer == Array("12345".utf8) + [255, 255, 255])
  }

  @Test func `a part of an array is filled, and nothing else`() throws {
    let (client, server) = try makeConnection()
    var buffer = [UInt8](repeating: 255, count: 8)
    try client.sendAll("12345")
    #expect(try server.receive(into: &buffer[2..<4]) == 2)
    #expect(buffer == [255, 255, 0x31, 0x32, 255, 255, 255, 255])
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    var rest = bytes._mutatingExtracting(5..<8)
    #expect(try server.receive(into: &rest) == 3)
    #expect(buffer == [255, 255, 0x31, 0x32, 255, 0x33, 0x34, 0x35])
  }

  @Test func `memory that isn't an array`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("12345")
    var received = 0
    let memory = try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
      var buffer = buffer
      received = try server.receive(into: &buffer)
      return Array(buffer.prefix(received))
    }
    #expect(received == 5)
    #expect(memory == Array("12345".utf8))
  }

  @Test func `a collection in several pieces`() throws {
    let (client, server) = try makeConnection()
    var pieces = Pieces(halves: ([0, 0, 0], [0, 0, 0]))
    try client.sendAll("12345")
    #expect(try server.receive(into: &pieces) == 5)
    #expect(Array(pieces) == Array("12345".utf8) + [0])
    try client.sendAll(pieces)
    #expect(try server.receive(exactly: 6) == Array("12345".utf8) + [0])
  }

  /// Bytes that lie in two places.
  private struct Pieces: MutableCollection {
    var halves: ([UInt8], [UInt8])
    var startIndex: Int { 0 }
    var endIndex: Int { halves.0.count + halves.1.count }
    func index(after index: Int) -> Int { index + 1 }
    subscript(index: Int) -> UInt8 {
      get { index < halves.0.count ? halves.0[index] : halves.1[index - halves.0.count] }
      set {
        if index < halves.0.count {
          halves.0[index] = newValue
        } else {
          halves.1[index - halves.0.count] = newValue
        }
      }
    }
  }

  @Test func `a small buffer takes a part, an empty one nothing`() throws {
    let (client, server) = try makeConnection()
    try client.sendAll("12345")
    var empty: [UInt8] = []
    #expect(try server.receive(into: &empty) == 0)
    var small = [UInt8](repeating: 0, count: 3)
    #expect(try server.receive(into: &small) == 3)
    #expect(small == Array("123".utf8))
    #expect(try server.receive(upTo: 0) == [])
    #expect(try server.receive(upTo: 10) == Array("45".utf8))
  }

  @Test func `a datagram with its sender`() throws {
    let (receiver, address) = try makeReceiver()
    let (sender, senderAddress) = try makeReceiver()
    try sender.send([1, 2, 3], to: address)
    var buffer = [UInt8](repeating: 255, count: 5)
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    let (count, from) = try receiver.receiveDatagram(into: &bytes)
    #expect(count == 3)
    #expect(from == senderAddress)
    #expect(buffer == [1, 2, 3, 255, 255])
  }

  @Test func `a negative number of bytes stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let (client, _) = try Socket.pair()
      _ = try client.receive(upTo: -1)
    }
  }
}
