import FoundationEssentials
import Glibc
import Sockets
import Testing
import WorkbookTestSupport

/// Sockets of one host, by path, by abstract name, and without a name.
@Suite struct UnixTests {
  @Test func `a pair without names`() throws {
    let (one, other) = try Socket.pair()
    #expect(one.family == .unix)
    #expect(one.kind == .stream)
    #expect(try one.localAddress == .unnamed)
    #expect(try one.peerAddress == .unnamed)
    try one.sendAll("there")
    try other.sendAll("back")
    #expect(try other.receive(upTo: 16) == Array("there".utf8))
    #expect(try one.receive(upTo: 16) == Array("back".utf8))
  }

  @Test func `a pair of datagrams, and of packets, keeps boundaries`() throws {
    for kind in [Socket.Kind.datagram, .sequencedPacket] {
      let (one, other) = try Socket.pair(kind)
      try one.send([1, 2, 3])
      try one.send([4])
      #expect(try other.receive(upTo: 16) == [1, 2, 3])
      #expect(try other.receive(upTo: 16) == [4])
    }
  }

  @Test func `what doesn't exist can't be made`() throws {
    // Linux makes a datagram socket of a raw one of this family, but TCP has no packets.
    #expect { try Socket(.ipv4, .sequencedPacket) } throws: {
      ($0 as? SocketError)?.description
        == "socket(ipv4, sequencedPacket): Protocol not supported (EPROTONOSUPPORT)"
        || ($0 as? SocketError)?.description
          == "socket(ipv4, sequencedPacket): Socket type not supported (ESOCKTNOSUPPORT)"
    }
  }

  @Test func `a socket that wasn't bound has no name`() throws {
    #expect(try Socket(.unix, .stream).localAddress == .unnamed)
    #expect(Address.unnamed.description == "")
  }

  @Test func `a path goes to the kernel and back`() async throws {
    try await TemporaryFolder.with { folder in
      let address = Address.unix(path: "\(folder.url.path)/socket_file")
      let listener = try Socket(.unix, .stream)
      try listener.bind(to: address)
      try listener.listen()
      #expect(try listener.localAddress == address)
      let client = try Socket(.unix, .stream)
      try client.connect(to: address)
      #expect(try client.peerAddress == address)
      let (server, clientAddress) = try listener.accept()
      #expect(clientAddress == .unnamed)
      try client.sendAll("through a file")
      #expect(try server.receive(upTo: 100) == Array("through a file".utf8))

      // The file stays when the socket is closed, and nobody listens behind it.
      listener.close()
      let late = try Socket(.unix, .stream)
      #expect { try late.connect(to: address) } throws: { hasCode(.connectionRefused)($0) }
      let second = try Socket(.unix, .stream)
      #expect { try second.bind(to: address) } throws: { hasCode(.addressInUse)($0) }
    }
  }

  @Test func `a path that is no UTF-8`() async throws {
    try await TemporaryFolder.with { folder in
      let address = Address.unix(path: Array("\(folder.url.path)/".utf8) + [0xff, 0x1b])
      let receiver = try Socket(.unix, .datagram)
      try receiver.bind(to: address)
      #expect(try receiver.localAddress == address)
      #expect(address.description == "\(folder.url.path)/\\xff\\x1b")
      let sender = try Socket(.unix, .datagram)
      try sender.send([1], to: address)
      #expect(try receiver.receiveDatagram(upTo: 1) == ([1], .unnamed))
      unlink("\(folder.url.path)/\\xff\\x1b")
    }
  }

  @Test func `nobody is there`() async throws {
    try await TemporaryFolder.with { folder in
      let missing = Address.unix(path: "\(folder.url.path)/missing")
      let socket = try Socket(.unix, .stream)
      #expect(throws: SocketError(call: "connect", subject: "\(missing)", code: .noSuchFile)) {
        try socket.connect(to: missing)
      }
    }
  }

  @Test(arguments: [107, 108, 200])
  func `a path has 107 bytes at the most`(count: Int) throws {
    let path = "./" + String(repeating: "x", count: count - 2)
    let socket = try Socket(.unix, .datagram)
    // A folder that doesn't exist, or a name that is too long before anybody looks.
    let expected: ErrorCode = count > 107 ? .nameTooLong : .noSuchFile
    for call in ["connect", "sendto"] {
      #expect(throws: SocketError(call: call, subject: path, code: expected)) {
        if call == "connect" {
          try socket.connect(to: .unix(path: path))
        } else {
          try socket.send([1], to: .unix(path: path))
        }
      }
    }
    if count > 107 {
      #expect(throws: SocketError(call: "bind", subject: path, code: .nameTooLong)) {
        try socket.bind(to: .unix(path: path))
      }
    }
  }

  @Test func `a path of 107 bytes can be bound`() async throws {
    try await TemporaryFolder.with { folder in
      let prefix = folder.url.path + "/"
      let path = prefix + String(repeating: "x", count: 107 - prefix.utf8.count)
      let socket = try Socket(.unix, .stream)
      try socket.bind(to: .unix(path: path))
      #expect(try socket.localAddress == .unix(path: path))
    }
  }

  @Test func `a path that C would cut off, and one that isn't there, fail before the call`() throws
  {
    let socket = try Socket(.unix, .stream)
    #expect(throws: SocketError(call: "bind", subject: "./a\\x00b", code: .invalidArgument)) {
      try socket.bind(to: .unix(path: "./a\0b"))
    }
    #expect(throws: SocketError(call: "bind", subject: "", code: .noSuchFile)) {
      try socket.bind(to: .unix(path: ""))
    }
    #expect(try socket.localAddress == .unnamed)
  }

  @Test func `permission is that to write to the file`() async {
    // In a process of its own, as root may do everything and has to become somebody else first.
    await #expect(processExitsWith: .success) {
      if geteuid() == 0, seteuid(65534) != 0 { exit(2) }
      try await TemporaryFolder.with { folder in
        let path = "\(folder.url.path)/socket_file"
        let listener = try Socket.server(at: .unix(path: path))
        chmod(path, 0o555)
        do {
          let client = try Socket(.unix, .stream)
          try client.connect(to: .unix(path: path))
          exit(3)
        } catch let error as SocketError {
          let expected = "connect(\(path)): Permission denied (EACCES)"
          guard error.description == expected else { throw error }
        }
        chmod(path, 0o200)
        let client = try Socket(.unix, .stream)
        try client.connect(to: .unix(path: path))
        _ = try listener.accept()
      }
    }
  }
}

/// Names that are no files; Linux only.
@Suite struct AbstractNameTests {
  /// A name that no other program, and no other test, has.
  private func name(_ suffix: [UInt8] = []) -> [UInt8] {
    Array("sockets-\(getpid())-\(UInt64.random(in: 0 ... .max))".utf8) + suffix
  }

  @Test func `a name with NULs in it`() throws {
    let address = Address.abstract(name: name([0, 0x41, 0]))
    let listener = try Socket(.unix, .stream)
    try listener.bind(to: address)
    try listener.listen()
    let client = try Socket(.unix, .stream)
    try client.connect(to: address)
    #expect(try listener.localAddress == address)
    #expect(try client.peerAddress == address)
    #expect(address.description.hasSuffix("\\x00A\\x00"))
    #expect(address.description.hasPrefix("@sockets-"))
  }

  @Test func `a name of 107 bytes, and of 108`() throws {
    let longest = name() + [UInt8](repeating: 0x68, count: 107)
    let address = Address.abstract(name: Array(longest.prefix(107)))
    let socket = try Socket(.unix, .stream)
    try socket.bind(to: address)
    #expect(try socket.localAddress == address)
    let tooLong = Address.abstract(name: Array(longest.prefix(108)))
    let other = try Socket(.unix, .stream)
    #expect { try other.bind(to: tooLong) } throws: { hasCode(.nameTooLong)($0) }
  }

  @Test func `a name is bytes, however it is given`() throws {
    #expect(Address.abstract(name: "name") == .abstract(name: Array("name".utf8)))
  }

  @Test func `binding to nothing gets a name of the kernel's`() throws {
    let socket = try Socket(.unix, .datagram)
    try socket.bind(to: .unnamed)
    guard case .abstract(let name) = try socket.localAddress else {
      Issue.record("no abstract name: \(try socket.localAddress)")
      return
    }
    #expect(name.count == 5)
    let sender = try Socket(.unix, .datagram)
    try sender.send([1, 2], to: .abstract(name: name))
    #expect(try socket.receive(upTo: 16) == [1, 2])
  }
}
