import Sockets
import Testing

@Suite struct AddressTests {
  @Test(
    arguments: [
      ("0.0.0.0", [0, 0, 0, 0]), ("127.0.0.1", [127, 0, 0, 1]),
      ("255.255.255.255", [255, 255, 255, 255]), ("170.85.170.85", [170, 85, 170, 85]),
      ("192.168.100.2", [192, 168, 100, 2]), ("1.2.3.4", [1, 2, 3, 4]),
    ] as [(String, [UInt8])])
  func `an IPv4 address is four numbers with dots between`(text: String, bytes: [UInt8]) throws {
    let address = try #require(IPv4Address(text))
    #expect(address.bytes == bytes)
    #expect(address.description == text)
    #expect(IPv4Address(bytes: bytes) == address)
    #expect(IPv4Address(permissive: text) == address)
  }

  @Test(arguments: [
    "", "127.1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4 ", " 1.2.3.4", "0x7f.0.0.1", "a.b.c.d",
    "1.2.3.-4", "1.2.3.4\0", "1..2.3", "localhost", "0.0.0.", "300.0.0.0", "a.0.0.0",
    "::0.1.0.1", "٣.1.1.1",
  ])
  func `anything else is refused`(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test(
    arguments: [
      ("127.1", [127, 0, 0, 1]), ("1.2.3", [1, 2, 0, 3]), ("2130706433", [127, 0, 0, 1]),
      ("0x7f.1", [127, 0, 0, 1]), ("010.0.0.1", [8, 0, 0, 1]), ("0", [0, 0, 0, 0]),
      ("1.0xffffff", [1, 255, 255, 255]),
    ] as [(String, [UInt8])])
  func `older programs take more for an address`(text: String, bytes: [UInt8]) {
    #expect(IPv4Address(permissive: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "256.1", "1.2.3.4 x", "1.2.3.4\n", "1.2.3.4\0", "1.2.3.4.5", "x", "08"])
  func `but not everything`(text: String) {
    #expect(IPv4Address(permissive: text) == nil)
  }

  @Test(arguments: [0, 1, 3, 5, 16])
  func `an IPv4 address has four bytes`(count: Int) {
    #expect(IPv4Address(bytes: [UInt8](repeating: 0, count: count)) == nil)
  }

  @Test func `hosts and groups are told apart`() {
    #expect(IPv4Address("127.255.0.1").isLoopback)
    #expect(!IPv4Address.any.isLoopback)
    #expect(IPv4Address("224.0.0.0").isMulticast)
    #expect(IPv4Address("239.255.255.255").isMulticast)
    #expect(!IPv4Address("223.255.255.255").isMulticast)
    #expect(!IPv4Address.broadcast.isMulticast)
    #expect(IPv6Address.loopback.isLoopback)
    #expect(IPv6Address("ff02::1").isMulticast)
    #expect(IPv6Address("fe80::1").isLinkLocal)
    #expect(!IPv6Address("fec0::1").isLinkLocal)
    let global: IPv6Address = "2001:db8::1"
    #expect(!global.isMulticast && !global.isLoopback && !global.isLinkLocal)
  }

  @Test(arguments: [
    ("::", "::", "00000000000000000000000000000000"),
    ("0::0", "::", "00000000000000000000000000000000"),
    ("::1", "::1", "00000000000000000000000000000001"),
    ("1::", "1::", "00010000000000000000000000000000"),
    (
      "45ef:76cb:1a:56ef:afeb:bac:1924:aeae", "45ef:76cb:1a:56ef:afeb:bac:1924:aeae",
      "45ef76cb001a56efafeb0bac1924aeae"
    ),
    ("ad42:abc::127:0:254:2", "ad42:abc::127:0:254:2", "ad420abc000000000127000002540002"),
    (
      "aef:b01:506:1001:ffff:9997:55:170", "aef:b01:506:1001:ffff:9997:55:170",
      "0aef0b0105061001ffff999700550170"
    ),
    ("::ffff:1.2.3.4", "::ffff:1.2.3.4", "00000000000000000000ffff01020304"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "20010db8000000000001000000000001"),
  ])
  func `an IPv6 address has sixteen bytes`(text: String, printed: String, bytes: String) throws {
    let address = try #require(IPv6Address(text))
    #expect(address.bytes.hexadecimal == bytes)
    #expect(address.description == printed)
    #expect(IPv6Address(bytes: address.bytes) == address)
  }

  @Test(arguments: [
    "", "0.0.0.0", ":", ":::", "1::2::3", "1::abc::", "1::abc::def", "1:2:3:4:5:6",
    "1:2:3:4:5:6:7:8:0",
    "1:2:3:4:5:6:7:8::", "1:1:1:1:1:1:1:1::", "ffff:::", "10000::", "[::1]", "fe80::1%lo", "::1\0",
    " ::1",
    "::1.2.3", "::g",
  ])
  func `anything else is no IPv6 address`(text: String) {
    #expect(IPv6Address(text) == nil)
  }

  @Test(arguments: [0, 4, 15, 17])
  func `and no other number of bytes`(count: Int) {
    #expect(IPv6Address(bytes: [UInt8](repeating: 0x12, count: count)) == nil)
  }

  @Test func `a host of IPv4 has an address of IPv6`() {
    let mapped = IPv6Address(mapping: "192.168.100.2")
    #expect(mapped.description == "::ffff:192.168.100.2")
    #expect(mapped.mappedIPv4 == "192.168.100.2")
    #expect(IPv6Address.loopback.mappedIPv4 == nil)
    #expect(IPv6Address("::fffe:1.2.3.4").mappedIPv4 == nil)
  }

  @Test(arguments: [
    (Address.ipv4(.loopback, port: 10000), "127.0.0.1:10000"),
    (.ipv4("10.0.0.1", port: 0), "10.0.0.1:0"), (.ipv4(.any, port: 65535), "0.0.0.0:65535"),
    (.ipv6(.loopback, port: 80), "[::1]:80"),
    (.ipv6("fe80::1", port: 80, scope: Interface(index: 987_654)), "[fe80::1%987654]:80"),
    (.unix(path: "./socket_file"), "./socket_file"), (.unix(path: "/tmp/é"), "/tmp/é"),
    (.abstract(name: "name"), "@name"), (.abstract(name: ""), "@"),
  ])
  func `an address is written as people write it, and read again`(
    address: Address, text: String
  ) throws {
    #expect(address.description == text)
    #expect(Address(text) == address)
  }

  @Test func `a scope is written by its name, and read by either`() throws {
    let loopback = try Interface(named: "lo")
    let address = Address.ipv6("fe80::1", port: 80, scope: loopback)
    #expect(address.description == "[fe80::1%lo]:80")
    #expect(Address("[fe80::1%lo]:80") == address)
    #expect(Address("[fe80::1%\(loopback.index)]:80") == address)
  }

  @Test(arguments: [
    "", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0.1:-1",
    "127.0.0.1:80 ", "127.1:80", "::1:80", "[::1]", "[::1]:", "[::1]:x", "[::1:80",
    "[127.0.0.1]:80",
    "[fe80::1%]:80", "[fe80::1%nonesuch]:80", "[fe80::1%0]:80", "[fe80::1%lo%lo]:80",
    "localhost:80",
    "socket_file", "127.0.0.1:٣", "[/]:80", "./a\0b",
  ])
  func `anything else is no address`(text: String) {
    #expect(Address(text) == nil)
  }

  @Test func `names have 107 bytes at the most`() {
    let long = "/" + String(repeating: "x", count: 106)
    #expect(Address(long) == .unix(path: long))
    #expect(Address(long + "x") == nil)
    #expect(Address("@" + long) == .abstract(name: long))
    #expect(Address("@x" + long) == nil)
  }

  @Test func `what a peer calls itself can't move the reader's cursor`() {
    let name = Address.abstract(name: "\u{1b}[2J\u{9b}x\n")
    #expect(name.description == "@\\x1b[2J\\xc2\\x9bx\\x0a")
  }

  @Test func `an address knows its family and its port`() {
    #expect(Address.ipv4(.any, port: 7).family == .ipv4)
    #expect(Address.ipv4(.any, port: 7).port == 7)
    #expect(Address.ipv6(.any, port: 8).family == .ipv6)
    #expect(Address.ipv6(.any, port: 8).port == 8)
    for address in [Address.unix(path: "./x"), .abstract(name: "x"), .unnamed] {
      #expect(address.family == .unix)
      #expect(address.port == nil)
    }
  }

  @Test func `the kernel takes all that an address of IPv6 has`() throws {
    let (receiver, address) = try makeReceiver(.ipv6)
    let port = try #require(address.port)
    let sender = try Socket(.ipv6, .datagram)
    let loopback = try Interface(named: "lo")
    try sender.connect(to: .ipv6(.loopback, port: port, flow: 10))
    // Linux keeps the label for programs that ask to send it (ipv6(7), IPV6_FLOWINFO_SEND).
    #expect(try sender.peerAddress == .ipv6(.loopback, port: port))
    let other = try Socket(.ipv6, .datagram)
    try other.bind(to: .ipv6("ff02::1", port: 0, scope: loopback))
    guard case .ipv6("ff02::1", _, _, loopback) = try other.localAddress else {
      Issue.record("\(try other.localAddress)")
      return
    }
    withExtendedLifetime(receiver) {}
  }

  @Test func `a malformed literal stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let text: StaticString = "127.1"
      _ = IPv4Address(stringLiteral: text.description)
    }
    await #expect(processExitsWith: .failure) {
      let text: StaticString = "fe80::1%lo"
      _ = IPv6Address(stringLiteral: text.description)
    }
  }
}

@Suite struct InterfaceTests {
  @Test func `every interface has an index and a name`() throws {
    let interfaces = try Interface.all
    #expect(!interfaces.isEmpty)
    #expect(interfaces == interfaces.sorted { $0.index < $1.index })
    for interface in interfaces {
      #expect(interface.index > 0)
      #expect(try Interface(named: interface.name) == interface)
      #expect("\(interface)" == (try interface.name))
    }
  }

  @Test func `an interface has addresses, and is found by them`() throws {
    let loopback = try Interface(holding: .loopback)
    #expect(try loopback.name == "lo")
    #expect(try loopback.addresses.contains(.ipv4(.loopback, port: 0)))
    #expect(
      throws: SocketError(call: "getifaddrs", subject: "192.0.2.1", code: .addressNotAvailable)
    ) {
      try Interface(holding: "192.0.2.1")
    }
  }

  @Test(arguments: ["_xyzzy_", "", "lo\0", "a name that is longer than any interface's"])
  func `a name that no interface has`(name: String) {
    #expect { try Interface(named: name) } throws: {
      ($0 as? SocketError)?.call == "if_nametoindex" && hasCode(.noSuchDevice)($0)
    }
  }

  @Test(arguments: [0, 0xffff_ffff] as [UInt32])
  func `an index that no interface has`(index: UInt32) {
    let expected = SocketError(
      call: "if_indextoname", subject: "\(index)", code: .noSuchDeviceOrAddress)
    #expect(throws: expected) { try Interface(index: index).name }
    #expect(throws: expected) { try Interface(index: index).addresses }
    #expect("\(Interface(index: index))" == "\(index)")
  }
}
