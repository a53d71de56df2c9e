import Sockets
import Testing

@Suite struct PollTests {
  @Test func `the sockets that are ready, in their order, with what for`() throws {
    let (one, other) = try Socket.pair()
    let (silent, _) = try makeReceiver()
    try other.sendAll("x")
    let ready = try Socket.poll([
      (silent, .reading), (one, [.reading, .writing]), (other, [.reading, .writing]),
    ])
    #expect(ready.map(\.socket) == [one, other])
    #expect(ready.map(\.events) == [[.reading, .writing], .writing])
  }

  @Test func `one socket may be asked for twice`() throws {
    let (one, other) = try Socket.pair()
    let ready = try Socket.poll([(one, .writing), (one, .reading), (one, .writing)])
    #expect(ready.map(\.events) == [.writing, .writing])
    withExtendedLifetime(other) {}
  }

  @Test func `nothing ready when the time is over`() throws {
    let (one, other) = try Socket.pair()
    let start = ContinuousClock.now
    #expect(try Socket.poll([(one, .reading)], timeout: .zero).isEmpty)
    #expect(try Socket.poll([(one, .reading)], timeout: .seconds(-1)).isEmpty)
    #expect(try one.wait(for: .reading, timeout: .milliseconds(30)) == [])
    #expect(.now - start >= .milliseconds(30))
    withExtendedLifetime(other) {}
  }

  @Test func `the end of a stream is something to read`() throws {
    let (one, other) = try Socket.pair()
    try other.shutdown(.writing)
    #expect(try one.wait(for: .reading) == .reading)
    other.close()
    #expect(try one.wait(for: .reading) == [.reading, .hangUp])
    #expect(try one.wait(for: []) == .hangUp)
  }

  @Test func `waiting for several wakes for the first`() throws {
    let (one, other) = try Socket.pair()
    let (receiver, address) = try makeReceiver()
    let ready = Background {
      try Socket.poll([(one, .reading), (receiver, .reading)]).map(\.socket)
    }
    try Socket(.ipv4, .datagram).send([], to: address)
    #expect(try ready.value() == [receiver])
    withExtendedLifetime(other) {}
  }

  @Test func `who was polled can be closed`() throws {
    let (one, other) = try Socket.pair()
    other.timeout = .seconds(20)
    #expect(try Socket.poll([(one, .writing), (other, .reading)]).count == 1)
    one.close()
    #expect(try other.receive(upTo: 1) == [])
  }
}
