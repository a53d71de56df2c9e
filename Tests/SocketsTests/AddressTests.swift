import Sockets
import Testing

@Suite struct AddressTests {
  @Test(
    arguments: [
      ("0.0.0.0", [0, 0, 0, 0]), ("127.0.0.1", [127, 0, 0, 1]),
      ("255.255.255.255", [255, 255, 255, 255]),
      ("192.168.100.2", [192, 168, 100, 2]), ("1.2.3.4", [1, 2, 3, 4]),
    ] as [(String, [UInt8])])
  func `an IPv4 address is four numbers with dots between`(text: String, bytes: [UInt8]) throws {
    let address = try #require(IPv4Address(text))
    #expect(address.bytes == bytes)
    #expect(address.description == text)
  }

  @Test(arguments: [
    "", "127.1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4 ", " 1.2.3.4", "0x7f.0.0.1", "a.b.c.d",
    "1.2.3.-4", "1.2.3.4\0", "1..2.3", "localhost",
  ])
  func `anything else is refused`(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test func `an address and a port are written as people write them`() {
    #expect(Address.ipv4(.loopback, port: 10000).description == "127.0.0.1:10000")
    #expect(Address.ipv4("10.0.0.1", port: 0).description == "10.0.0.1:0")
    #expect(Address.ipv4(.any, port: 65535).description == "0.0.0.0:65535")
  }

  @Test func `a malformed literal stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let text: StaticString = "127.1"
      _ = IPv4Address(stringLiteral: text.description)
    }
  }
}
