import Sockets
import Testing

/// What every machine knows without asking a server; more of it is in the lab, where the names are ours.
@Suite struct NameTests {
  @Test func `this host has a name, and localhost an address`() throws {
    #expect(try !HostEntry.localName.isEmpty)
    #expect(try IPv4Address(resolving: "localhost") == .loopback)
    #expect(try HostEntry(named: "localhost").addresses.contains(.loopback))
    #expect(try HostEntry(at: .loopback).addresses == [.loopback])
    #expect(
      try HostEntry(at: .loopback).name == HostEntry(named: HostEntry(at: .loopback).name).name)
  }

  @Test(arguments: ["0.0.0.0", "127.0.0.1", "255.255.255.255"])
  func `an address is its own host`(text: String) throws {
    let host = try HostEntry(named: text)
    #expect(host.name == text)
    #expect(host.aliases == [])
    #expect(host.addresses.map(\.description) == [text])
    #expect(try IPv4Address(resolving: text).description == text)
  }

  @Test(arguments: ["::1q", "::1::2", "1:1:1:1:1:1:1:1:1", "nowhere.invalid", "a\0b"])
  func `a name that nobody has`(name: String) {
    let codes: [ErrorCode] = [.hostNotFound, .hostHasNoAddress, .hostNotFoundYet]
    #expect {
      try HostEntry(named: name)
    } throws: {
      guard let error = $0 as? SocketError else { return false }
      return error.call == "gethostbyname" && codes.contains(error.code)
    }
    #expect { try Endpoint.resolve(name) } throws: {
      ($0 as? SocketError)?.call == "getaddrinfo"
    }
  }

  @Test func `an error of the resolver tells who isn't known`() {
    #expect { try Endpoint.resolve("x.invalid", service: "80", flags: .numericHost) } throws: {
      "\($0)" == "getaddrinfo(x.invalid, 80): Name or service not known (EAI_NONAME)"
    }
  }

  @Test func `services have ports`() throws {
    let domain = try Service(named: "domain")
    #expect(domain == Service.known("domain", 53))
    #expect(try Service(named: "domain", over: "tcp").port == 53)
    #expect(try Service(named: "domain", over: "udp").port == 53)
    #expect(try Service(at: 53).name == "domain")
    #expect(try Service(at: 53, over: "udp").name == "domain")
    #expect(
      throws: SocketError(call: "getservbyname", subject: "domain/nonesuch", code: .serviceNotFound)
    ) {
      try Service(named: "domain", over: "nonesuch")
    }
    #expect(throws: SocketError(call: "getservbyport", subject: "0", code: .serviceNotFound)) {
      try Service(at: 0)
    }
    for name in ["no such service", "domain\0"] {
      #expect { try Service(named: name) } throws: { hasCode(.serviceNotFound)($0) }
    }
  }

  @Test func `transports have numbers`() throws {
    #expect(try Socket.Transport(named: "tcp") == .tcp)
    #expect(try Socket.Transport(named: "udp") == .udp)
    #expect(try Socket.Transport(named: "icmp") == .icmp)
    #expect(try Socket.Transport(named: "ipv6-icmp") == .icmpv6)
    for name in ["nonesuch", "tcp\0"] {
      #expect { try Socket.Transport(named: name) } throws: {
        ($0 as? SocketError)?.call == "getprotobyname"
      }
    }
  }

  @Test func `a full name is a name, and this host's by default`() {
    #expect(HostEntry.fullyQualifiedName() == HostEntry.fullyQualifiedName(of: "0.0.0.0"))
    #expect(HostEntry.fullyQualifiedName() == HostEntry.fullyQualifiedName(of: "::"))
    #expect(!HostEntry.fullyQualifiedName().isEmpty)
    #expect(HostEntry.fullyQualifiedName(of: "x.invalid") == "x.invalid")
  }
}

extension Service {
  /// What the machine's own list says, without the list.
  fileprivate static func known(_ name: String, _ port: UInt16) -> Service? {
    try? Service(at: port).name == name ? Service(at: port) : nil
  }
}

@Suite struct EndpointTests {
  @Test func `an address needs no asking`() throws {
    let endpoints = try Endpoint.resolve(
      "127.0.0.1", service: "80", kind: .stream, flags: [.numericHost, .numericService])
    #expect(endpoints.count == 1)
    let endpoint = try #require(endpoints.first)
    #expect(endpoint.family == .ipv4)
    #expect(endpoint.kind == .stream)
    #expect(endpoint.transport == .tcp)
    #expect(endpoint.canonicalName == nil)
    #expect(endpoint.address == .ipv4(.loopback, port: 80))
  }

  @Test func `every way to reach a service`() throws {
    let all = try Endpoint.resolve("127.0.0.1", service: "80")
    #expect(Set(all.map(\.kind)) == [.stream, .datagram, .raw])
    #expect(Set(all.map(\.transport)) == [.tcp, .udp, .automatic])
    #expect(
      try Endpoint.resolve("127.0.0.1", service: "http", kind: .stream).map(\.address.port) == [80])
    #expect(try Endpoint.resolve("127.0.0.1", kind: .datagram).map(\.transport) == [.udp])
    #expect(try Endpoint.resolve("127.0.0.1", transport: .tcp).map(\.kind) == [.stream])
    #expect(try Endpoint.resolve("127.0.0.1").map(\.address.port).allSatisfy { $0 == 0 })
  }

  @Test func `this host, to connect to or to bind`() throws {
    let here = try Endpoint.resolve(nil, service: "80", family: .ipv4, kind: .stream)
    #expect(here.map(\.address) == [.ipv4(.loopback, port: 80)])
    let all = try Endpoint.resolve(
      nil, service: "80", family: .ipv4, kind: .stream, flags: .passive)
    #expect(all.map(\.address) == [.ipv4(.any, port: 80)])
    let six = try Endpoint.resolve(
      nil, service: "80", family: .ipv6, kind: .stream, flags: .passive)
    #expect(six.map(\.address) == [.ipv6(.any, port: 80)])
  }

  @Test func `a family may be asked for`() throws {
    #expect(
      try Endpoint.resolve("::1", service: "80", kind: .stream).map(\.address) == [
        .ipv6(.loopback, port: 80)
      ])
    #expect { try Endpoint.resolve("::1", family: .ipv4) } throws: {
      ($0 as? SocketError)?.code.domain == .resolver
    }
    let mapped = try Endpoint.resolve("127.0.0.1", family: .ipv6, kind: .stream, flags: .mappedIPv4)
    #expect(mapped.map(\.address) == [.ipv6(IPv6Address(mapping: .loopback), port: 0)])
  }

  @Test func `the official name comes with the first`() throws {
    let endpoints = try Endpoint.resolve("127.0.0.1", flags: .canonicalName)
    #expect(endpoints.first?.canonicalName == "127.0.0.1")
    #expect(endpoints.dropFirst().allSatisfy { $0.canonicalName == nil })
  }

  @Test func `a scope, by its name and by its index`() throws {
    let loopback = try Interface(named: "lo")
    let expected = [Address.ipv6("ff02::1de:c0:face:8d", port: 1234, scope: loopback)]
    for zone in ["lo", "\(loopback.index)"] {
      let endpoints = try Endpoint.resolve(
        "ff02::1de:c0:face:8D%\(zone)", service: "1234", family: .ipv6, kind: .datagram)
      #expect(endpoints.map(\.address) == expected)
    }
    let names = try expected[0].names(flags: [.numericHost, .numericService])
    #expect(names == ("ff02::1de:c0:face:8d%lo", "1234"))
    let foreign = Address.ipv6("ff02::1de:c0:face:8d", port: 1234, scope: Interface(index: 987_654))
    #expect(
      try foreign.names(flags: [.numericHost, .numericService]).host
        == "ff02::1de:c0:face:8d%987654")
  }

  @Test func `what contradicts itself is refused`() {
    for (host, service) in [(nil, nil), ("127.0.0.1", "no such service"), ("a\0b", nil)]
      as [(String?, String?)]
    {
      #expect { try Endpoint.resolve(host, service: service) } throws: {
        ($0 as? SocketError)?.code.domain == .resolver
      }
    }
    #expect {
      try Endpoint.resolve("localhost", flags: Endpoint.Flags(rawValue: 1 << 30))
    } throws: {
      hasCode(.resolverFlagsInvalid)($0)
    }
    #expect { try Endpoint.resolve("127.0.0.1", service: "http", kind: .raw) } throws: {
      hasCode(.serviceNotFound)($0)
    }
    #expect { try Endpoint.resolve("localhost", family: .unix) } throws: {
      hasCode(.resolverFamilyNotSupported)($0)
    }
  }

  @Test func `the names of an address`() throws {
    let address = Address.ipv4(.loopback, port: 80)
    #expect(try address.names(flags: [.numericHost, .numericService]) == ("127.0.0.1", "80"))
    #expect(try address.names(flags: .numericHost) == ("127.0.0.1", "http"))
    #expect(try address.names(flags: .numericService).host == HostEntry(at: .loopback).name)
    #expect(try Address.ipv4(.loopback, port: 514).names(flags: [.numericHost]).service == "shell")
    #expect(
      try Address.ipv4(.loopback, port: 514).names(flags: [.numericHost, .datagram]).service
        == "syslog")
    #expect { try Address.unix(path: "./x").names() } throws: {
      hasCode(.resolverFamilyNotSupported)($0)
    }
  }
}
