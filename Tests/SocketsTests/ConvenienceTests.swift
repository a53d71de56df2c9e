import Sockets
import Testing

/// Servers and connections in one line.
@Suite struct ServerTests {
  @Test func `a server listens, and can be started again at once`() throws {
    let server = try Socket.server(at: .ipv4(.loopback, port: 0), backlog: 1)
    #expect(try server.get(.isListening))
    #expect(try server.get(.reuseAddress))
    #expect(try !server.get(.reusePort))
    #expect(server.family == .ipv4)
    #expect(server.kind == .stream)
    let client = try Socket.connected(to: "127.0.0.1", port: #require(server.localAddress.port))
    try client.sendAll("echo")
    #expect(try server.accept().connection.receive(upTo: 16) == Array("echo".utf8))
  }

  @Test func `servers may share a port`() throws {
    let first = try Socket.server(at: .ipv4(.loopback, port: 0), reusePort: true)
    #expect(try first.get(.reusePort))
    let second = try Socket.server(at: first.localAddress, reusePort: true)
    #expect(try second.localAddress == first.localAddress)
    #expect { try Socket.server(at: first.localAddress) } throws: { hasCode(.addressInUse)($0) }
  }

  @Test func `a server of IPv6 serves IPv6 only`() throws {
    // Of a socket that is bound to ::1 the kernel says so in any case.
    let server = try Socket.server(at: .ipv6(.any, port: 0))
    #expect(try server.get(.ipv6Only))
    let port = try #require(server.localAddress.port)
    let client = try Socket.connected(to: "::1", port: port)
    let (_, address) = try server.accept()
    #expect(try address == client.localAddress)
  }

  @Test func `unless told to serve both`() throws {
    let server = try Socket.server(at: .ipv6(.any, port: 0), dualStack: true)
    #expect(try !server.get(.ipv6Only))
    let port = try #require(server.localAddress.port)
    let four = try Socket.connected(to: "127.0.0.1", port: port)
    let (_, fourAddress) = try server.accept()
    guard case .ipv6(let host, let fourPort, _, _) = fourAddress else {
      Issue.record("\(fourAddress)")
      return
    }
    #expect(host.mappedIPv4 == .loopback)
    #expect(try four.localAddress == .ipv4(.loopback, port: fourPort))
    let six = try Socket.connected(to: "::1", port: port)
    #expect(try server.accept().client == six.localAddress)
  }

  @Test func `IPv4 can't serve IPv6`() {
    #expect { try Socket.server(at: .ipv4(.any, port: 0), dualStack: true) } throws: {
      hasCode(.optionNotSupported)($0)
    }
  }

  @Test func `an address that is taken is told`() throws {
    let server = try Socket.server(at: .ipv4(.loopback, port: 0))
    let expected = SocketError(
      call: "bind", subject: "\(try server.localAddress)", code: .addressInUse)
    #expect(throws: expected) { try Socket.server(at: server.localAddress) }
  }
}

@Suite struct ConnectionTests {
  @Test func `nobody listens`() throws {
    let (holder, address) = try makeDeadEnd()
    let port = try #require(address.port)
    let expected = SocketError(
      call: "connect", subject: "127.0.0.1:\(port)", code: .connectionRefused)
    #expect(throws: expected) { try Socket.connected(to: "127.0.0.1", port: port) }
    #expect { try Socket.connected(to: "localhost", port: port) } throws: {
      hasCode(.connectionRefused)($0)
    }
    #expect { try Socket.connected(to: "x.invalid", port: port) } throws: {
      ($0 as? SocketError)?.call == "getaddrinfo"
    }
    withExtendedLifetime(holder) {}
  }

  @Test func `the timeout stays with the socket`() throws {
    let server = try Socket.server(at: .ipv4(.loopback, port: 0))
    let port = try #require(server.localAddress.port)
    #expect(try Socket.connected(to: "127.0.0.1", port: port).timeout == nil)
    let patient = try Socket.connected(to: "127.0.0.1", port: port, timeout: .seconds(30))
    #expect(patient.timeout == .seconds(30))
    let client = try Socket.connected(to: "127.0.0.1", port: port, timeout: .milliseconds(20))
    #expect(throws: SocketError(call: "recv", code: .timedOut)) { try client.receive(upTo: 1) }
  }

  @Test func `nobody answers in time`() throws {
    let (listener, address) = try makeListener(backlog: 0)
    let port = try #require(address.port)
    var clients: [Socket] = []
    #expect {
      while clients.count < 10 {
        clients.append(
          try Socket.connected(to: "127.0.0.1", port: port, timeout: .milliseconds(30)))
      }
    } throws: {
      hasCode(.timedOut)($0)
    }
    withExtendedLifetime(listener) {}
  }

  @Test func `the source may be chosen`() throws {
    let server = try Socket.server(at: .ipv4(.loopback, port: 0))
    // Nobody else gets that port at all, and at this address nobody has it.
    let (holder, deadEnd) = try makeDeadEnd()
    let source = Address.ipv4("127.0.0.2", port: try #require(deadEnd.port))
    let client = try Socket.connected(
      to: "127.0.0.1", port: #require(server.localAddress.port), from: source)
    #expect(try client.localAddress == source)
    #expect(try server.accept().client == source)
    withExtendedLifetime(holder) {}
  }
}
