import Glibc
import Sockets
import Synchronization
import Testing

/// Who owns a socket, for how long, and under which number.
@Suite struct DescriptorTests {
  private func isOpen(_ descriptor: CInt) -> Bool {
    fcntl(descriptor, F_GETFD) != -1
  }

  @Test func `closing twice is harmless, and using a closed socket an error`() throws {
    let socket = try Socket(.ipv4, .stream)
    socket.close()
    socket.close()
    #expect(socket.descriptor == -1)
    #expect(socket.detach() == -1)
    let (other, peer) = try Socket.pair()
    var buffer: [UInt8] = [0]
    let calls: [(String, () throws -> Void)] = [
      ("bind(127.0.0.1:0)", { try socket.bind(to: .ipv4(.loopback, port: 0)) }),
      ("listen", { try socket.listen() }),
      ("accept", { _ = try socket.accept() }),
      ("connect(127.0.0.1:1)", { try socket.connect(to: .ipv4(.loopback, port: 1)) }),
      ("getsockname", { _ = try socket.localAddress }),
      ("getpeername", { _ = try socket.peerAddress }),
      ("shutdown", { try socket.shutdown() }),
      ("dup", { _ = try socket.duplicate() }),
      ("send", { try socket.send([1]) }),
      ("send", { try socket.sendAll([1]) }),
      ("recv", { _ = try socket.receive(upTo: 1) }),
      ("recv", { _ = try socket.receive(exactly: 1) }),
      ("recv", { _ = try socket.receive(into: &buffer) }),
      ("sendto(127.0.0.1:1)", { try socket.send([1], to: .ipv4(.loopback, port: 1)) }),
      ("recvfrom", { _ = try socket.receiveDatagram(upTo: 1) }),
      ("setsockopt(SO_REUSEADDR)", { try socket.set(.reuseAddress, to: true) }),
      ("getsockopt(SO_REUSEADDR)", { _ = try socket.get(.reuseAddress) }),
      ("setsockopt(IP_ADD_MEMBERSHIP, 224.0.0.1)", { try socket.join(.ipv4("224.0.0.1")) }),
      ("poll", { _ = try Socket.poll([(other, .writing), (socket, .reading)]) }),
    ]
    for (text, call) in calls {
      #expect {
        try call()
      } throws: {
        "\($0)" == "\(text): Bad file descriptor (EBADF)"
      }
    }
    // Waiting for both took nothing from the one that is open.
    try other.sendAll([1])
    #expect(try peer.receive(upTo: 1) == [1])
  }

  @Test func `closing a socket twice never closes another one`() async {
    // In a process of its own, where no other test opens anything.
    await #expect(processExitsWith: .success) {
      for _ in 0..<100 {
        let first = try Socket(.ipv4, .stream)
        let number = first.descriptor
        first.close()
        let second = try Socket(.ipv4, .stream)
        // The runtime may have opened something of its own in between.
        guard second.descriptor == number else { continue }
        first.close()
        exit(fcntl(number, F_GETFD) != -1 ? 0 : 4)
      }
      exit(3)
    }
  }

  @Test func `a call that is under way is finished before its descriptor is closed`() throws {
    let (one, other) = try Socket.pair()
    let number = one.descriptor
    let received = Background { try one.receive(upTo: 16) }
    // Until the thread waits in the kernel; closing earlier would only fail the call.
    while waitingThreads(in: number) == 0 { sched_yield() }
    one.close()
    #expect(one.descriptor == -1)
    #expect(isOpen(number))
    #expect(throws: SocketError(call: "send", code: .badDescriptor)) { try one.send([1]) }
    try other.sendAll([1, 2])
    #expect(try received.value() == [1, 2])
    #expect(try other.receive(upTo: 1) == [])
  }

  @Test func `of several calls that are under way the last one closes`() throws {
    let (one, other) = try Socket.pair(.datagram)
    let number = one.descriptor
    let returned = Count()
    let calls = (0..<2).map { _ in
      Background {
        let bytes = try one.receive(upTo: 1)
        returned.value.add(1, ordering: .relaxed)
        return bytes
      }
    }
    while waitingThreads(in: number) < 2 { sched_yield() }
    one.close()
    try other.send([1])
    while returned.value.load(ordering: .relaxed) < 1 { sched_yield() }
    #expect(isOpen(number))
    try other.send([1])
    for call in calls { #expect(try call.value() == [1]) }
    // A program that another test starts has the socket, too, until it is executed.
    other.timeout = .zero
    let deadline = ContinuousClock.now + .seconds(60)
    var error: (any Error)?
    while !(error.map(hasCode(.connectionRefused)) ?? false), ContinuousClock.now < deadline {
      do { try other.send([1]) } catch let failure { error = failure }
      sched_yield()
    }
    #expect(error.map(hasCode(.connectionRefused)) == true)
  }

  private final class Count: Sendable {
    let value = Atomic(0)
  }

  @Test func `the last reference closes`() throws {
    let (listener, address) = try makeListener()
    var socket: Socket? = try Socket(.ipv4, .stream)
    try socket?.connect(to: address)
    let server = try listener.accept().connection
    socket = nil
    #expect(try server.receive(upTo: 1) == [])
    #expect(socket == nil)
  }

  @Test func `programs that this one starts inherit nothing`() throws {
    let (listener, address) = try makeListener()
    let client = try Socket(.ipv4, .stream)
    try client.connect(to: address)
    let server = try listener.accept().connection
    let (one, other) = try Socket.pair()
    let duplicate = try client.duplicate()
    let plain = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    let adopted = try Socket(adopting: plain)
    for socket in [listener, client, server, one, other, duplicate, adopted] {
      #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test func `a duplicate is the same end under another number`() throws {
    let (client, server) = try makeConnection()
    client.timeout = .seconds(30)
    let duplicate = try client.duplicate()
    #expect(duplicate != client)
    #expect(duplicate.descriptor != client.descriptor)
    #expect(duplicate.timeout == .seconds(30))
    #expect(duplicate.kind == .stream)
    #expect(duplicate.family == .ipv4)
    client.close()
    try duplicate.sendAll("still there")
    #expect(try server.receive(upTo: 16) == Array("still there".utf8))
    duplicate.close()
    #expect(try server.receive(upTo: 16) == [])
  }

  @Test func `what is detached stays open, and can be adopted`() throws {
    let (client, server) = try makeConnection()
    let number = client.detach()
    #expect(number >= 0)
    #expect(client.descriptor == -1)
    #expect(isOpen(number))
    #expect(client.detach() == -1)
    client.close()
    #expect(isOpen(number))
    #expect(throws: SocketError(call: "send", code: .badDescriptor)) { try client.send([1]) }
    let adopted = try Socket(adopting: number)
    #expect(adopted.descriptor == number)
    #expect(adopted.family == .ipv4)
    #expect(adopted.kind == .stream)
    #expect(adopted.timeout == nil)
    try adopted.sendAll("adopted")
    #expect(try server.receive(upTo: 16) == Array("adopted".utf8))
  }

  @Test func `a descriptor tells what it is`() throws {
    for family in Socket.Family.allCases {
      for kind in [Socket.Kind.stream, .datagram] {
        let socket = try Socket(family, kind)
        socket.timeout = .zero
        let adopted = try Socket(adopting: socket.detach())
        #expect(adopted.family == family)
        #expect(adopted.kind == kind)
        #expect(adopted.timeout == .zero)
      }
    }
  }

  @Test func `what isn't a socket isn't adopted, and isn't closed`() throws {
    for number: CInt in [-1, 1_000_000] {
      #expect(throws: SocketError(call: "getsockopt", subject: "SO_TYPE", code: .badDescriptor)) {
        try Socket(adopting: number)
      }
    }
    let file = open("/dev/null", O_RDONLY)
    #expect(throws: SocketError(call: "getsockopt", subject: "SO_TYPE", code: .notSocket)) {
      try Socket(adopting: file)
    }
    #expect(isOpen(file))
    close(file)
    // A socket of a family that the library doesn't have, AF_NETLINK.
    let foreign = Glibc.socket(16, CInt(SOCK_RAW.rawValue), 0)
    #expect { try Socket(adopting: foreign) } throws: { hasCode(.familyNotSupported)($0) }
    #expect(isOpen(foreign))
    close(foreign)
  }

  @Test func `a process without descriptors left is told so`() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 64, rlim_max: 64)
      guard setrlimit(__rlimit_resource_t(7), &limit) == 0 else { exit(2) }
      var sockets: [Socket] = []
      do {
        while sockets.count < 100 { sockets.append(try Socket(.ipv4, .stream)) }
        exit(3)
      } catch let error as SocketError {
        guard "\(error)" == "socket(ipv4, stream): Too many open files (EMFILE)" else {
          throw error
        }
      }
      sockets.removeAll()
      sockets.append(try Socket(.ipv4, .stream))
    }
  }

  @Test func `sockets are told apart by identity`() throws {
    let (one, other) = try Socket.pair()
    let names = [one: "one", other: "other"]
    #expect(names[one] == "one")
    #expect(names[other] == "other")
    #expect(one != other)
  }

  @Test func `a socket tells what it is, and whom it connects`() throws {
    let socket = try Socket(.ipv4, .datagram)
    let number = socket.descriptor
    #expect("\(socket)" == "Socket(\(number), ipv4 datagram, 0.0.0.0:0)")
    try socket.bind(to: .ipv4(.loopback, port: 0))
    let (receiver, address) = try makeReceiver()
    try socket.connect(to: address)
    #expect(
      "\(socket)" == "Socket(\(number), ipv4 datagram, \(try socket.localAddress) -> \(address))")
    socket.close()
    #expect("\(socket)" == "Socket(closed, ipv4 datagram)")
    withExtendedLifetime(receiver) {}
  }
}

/// How many threads of this process wait in a system call on a descriptor (proc(5), `syscall`).
private func waitingThreads(in descriptor: CInt) -> Int {
  guard let folder = opendir("/proc/self/task") else { return 0 }
  defer { closedir(folder) }
  var count = 0
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let file = open("/proc/self/task/\(name)/syscall", O_RDONLY)
    guard file != -1 else { continue }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let size = read(file, &bytes, bytes.count)
    // The number of the call and its arguments; nothing but "running" where the thread is in none.
    let words = String(decoding: bytes.prefix(max(0, size)), as: UTF8.self).split(separator: " ")
    if words.count > 1, words[1] == "0x" + String(descriptor, radix: 16) { count += 1 }
  }
  return count
}
