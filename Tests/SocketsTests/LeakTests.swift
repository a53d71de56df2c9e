import Glibc
import Sockets
import Testing

/// A hundred thousand sockets, and then as many descriptors as before.
@Suite struct LeakTests {
  @Test func `no descriptor is left of sockets opened, failed, closed and dropped`() async {
    // In a process of its own, whose descriptors can be counted.
    await #expect(processExitsWith: .success) {
      // So few that what isn't given back is missed soon.
      var limit = rlimit(rlim_cur: 100, rlim_max: 100)
      guard setrlimit(__rlimit_resource_t(7), &limit) == 0 else { exit(2) }
      let listener = try Socket(.unix, .stream)
      try listener.bind(to: .unnamed)
      try listener.listen(backlog: 1)
      let (refusing, deadEnd) = try makeDeadEnd()
      let before = openSockets()

      var sockets = 0
      while sockets < 100_000 {
        sockets += try openAndClose()
        sockets += try open(andConnectTo: listener.localAddress, acceptFrom: listener)
        sockets += try fail(deadEnd: deadEnd)
      }
      guard openSockets() == before else { exit(3) }
      withExtendedLifetime((listener, refusing)) {}
    }
  }
}

/// The descriptors of sockets; the runtime opens others behind our backs, such as a timer of Dispatch.
private func openSockets() -> [CInt] {
  (0..<100).filter { descriptor in
    var kind: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0
  }
}

/// Those that end as they should; tells how many there were.
private func openAndClose() throws -> Int {
  try Socket(.ipv4, .stream).close()
  _ = try Socket(.ipv6, .datagram)
  let (one, other) = try Socket.pair()
  one.close()
  one.close()
  let copy = try other.duplicate()
  let number = copy.detach()
  guard number != -1, Glibc.close(number) == 0 else { exit(4) }
  let adopted = try Socket(adopting: Glibc.socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0))
  adopted.timeout = .seconds(1)
  return 6
}

/// Connections accepted and dropped, accepted and closed, and never accepted.
private func open(andConnectTo address: Address, acceptFrom listener: Socket) throws -> Int {
  let first = try Socket(.unix, .stream)
  try first.connect(to: address)
  _ = try listener.accept()
  let second = try Socket(.unix, .stream)
  try second.connect(to: address)
  try listener.accept().connection.close()
  let own = try Socket.server(at: .unnamed)
  let third = try Socket(.unix, .stream)
  try third.connect(to: own.localAddress)
  return 6
}

/// Those that something goes wrong with.
private func fail(deadEnd: Address) throws -> Int {
  func mustFail(_ body: () throws -> Void) {
    do {
      try body()
      exit(5)
    } catch {}
  }
  mustFail { _ = try Socket(.ipv4, .sequencedPacket) }
  mustFail { _ = try Socket(.ipv4, .stream).connect(to: deadEnd) }
  mustFail { _ = try Socket.connected(to: "127.0.0.1", port: deadEnd.port ?? 0) }
  mustFail { _ = try Socket.server(at: .unix(path: "/nonexistent/socket")) }
  mustFail { _ = try Socket.server(at: .ipv4("192.0.2.1", port: 0)) }
  mustFail { try Socket(.unix, .stream).bind(to: .unix(path: String(repeating: "x", count: 108))) }
  let file = Glibc.open("/dev/null", O_RDONLY)
  mustFail { _ = try Socket(adopting: file) }
  guard Glibc.close(file) == 0 else { exit(6) }
  return 7
}
