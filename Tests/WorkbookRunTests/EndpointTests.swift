import FoundationEssentials
import LabProtocol
import Testing

/// Addresses as values and as text.
@Suite struct EndpointTests {
  @Test(
    arguments: [
      ("127.0.0.1:10000", "127.0.0.1:10000", "127.0.0.1", 10000),
      ("[::1]:65535", "[::1]:65535", "::1", 65535), ("::1:22", "[::1]:22", "::1", 22),
      ("[fe80::1%eth0]:1", "[fe80::1]:1", "fe80::1", 1),
      ("[fe80::1]%eth0:1", "[fe80::1]:1", "fe80::1", 1),
      ("127.0.0.1%lo:0", "127.0.0.1:0", "127.0.0.1", 0),
      ("[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80),
    ] as [(String, String, String, UInt16)])
  func `what ss and netstat print is read`(
    _ printed: String, _ text: String, _ address: String, _ port: UInt16
  ) throws {
    let endpoint = try #require(Endpoint(printed: printed))
    #expect(endpoint == .ip(try #require(IPAddress(address)), port: port))
    #expect(endpoint.description == text)
  }

  @Test(arguments: [
    "", ":", "127.0.0.1", "0.0.0.0:*", "*:10000", "127.0.0.1:65536", "127.0.0.1:-1", "./s:50",
    "127.1:1", "localhost:1",
  ])
  func `anything else isn't`(_ printed: String) {
    #expect(Endpoint(printed: printed) == nil)
  }

  @Test func `an endpoint is written as people write it`() throws {
    let (four, six) = (try #require(IPAddress("10.0.0.1")), try #require(IPAddress("fd00::1")))
    #expect(
      [.ip(four, port: nil), .ip(six, port: nil), .path("./s:1"), .abstract("a:1")]
        .map { (endpoint: Endpoint) in endpoint.description }
        == ["10.0.0.1", "[fd00::1]", "./s:1", "@a:1"])
    #expect(Endpoint.path("./s:1").port == nil)
    #expect(Endpoint.path("./s:1").replacingPort(with: 2) == .path("./s:1"))
    #expect(Endpoint.ip(four, port: nil).replacingPort(with: 2) == .ip(four, port: nil))
  }

  @Test func `what crosses the line comes back as it was`() throws {
    for text in ["127.0.0.1:1", "[::1]:2", "[::ffff:10.0.0.1]:3"] {
      let endpoint = Endpoint(printed: text)
      let line = try JSONEncoder().encode(endpoint)
      #expect(try JSONDecoder().decode(Endpoint?.self, from: line) == endpoint)
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([IPAddress].self, from: Data("[\"127.1\"]".utf8))
    }
  }

  @Test(
    arguments: [
      ("127.0.0.1", [.loopback]), ("127.9.9.9", [.loopback]), ("::1", [.loopback]),
      ("0.0.0.0", [.unspecified]), ("::", [.unspecified]), ("224.0.0.1", []),
      ("240.0.0.1", []), ("10.0.0.1", []),
      ("::2", []), ("::101", []), ("fe80::1", []),
    ] as [(String, Set<Meaning>)])
  private func `addresses have meanings`(_ text: String, _ meanings: Set<Meaning>) throws {
    let address = try #require(IPAddress(text))
    #expect(address.isLoopback == meanings.contains(.loopback))
    #expect(address.isUnspecified == meanings.contains(.unspecified))
  }

  private enum Meaning {
    case loopback, unspecified
  }

  @Test func `a mapped address stands for one of version 4`() throws {
    #expect(IPAddress("::ffff:10.0.0.1")?.unmapped == IPAddress("10.0.0.1"))
    for text in ["::ffff:0:10.0.0.1", "::1", "10.0.0.1"] {
      #expect(IPAddress(text)?.unmapped == IPAddress(text))
    }
    #expect(IPAddress(bytes: [1, 2, 3]) == nil)
  }
}
