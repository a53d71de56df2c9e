import Glibc

/// A host of the Internet Protocol, version 4: four bytes, written `127.0.0.1`.
public struct IPv4Address: Hashable, Sendable {
  /// The address as a number in the host's byte order; `127.0.0.1` is `0x7f000001`.
  let number: UInt32

  init(number: UInt32) {
    self.number = number
  }

  /// Makes `a.b.c.d`.
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    number = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// The four bytes in the order in which they are written and sent.
  public var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// Every address of this host, `0.0.0.0`.
  ///
  /// The corresponding C constant is `INADDR_ANY`.
  public static let any = IPv4Address(0, 0, 0, 0)

  /// This host, `127.0.0.1`.
  ///
  /// The corresponding C constant is `INADDR_LOOPBACK`.
  public static let loopback = IPv4Address(127, 0, 0, 1)
}

extension IPv4Address: LosslessStringConvertible {
  /// Reads exactly four decimal numbers from 0 to 255 with dots between, and nothing else.
  ///
  /// `127.1`, `0x7f.0.0.1` and ` 127.0.0.1` are refused. The corresponding C function is
  /// `inet_pton`.
  public init?(_ text: String) {
    var address = in_addr()
    guard !text.utf8.contains(0), inet_pton(AF_INET, text, &address) == 1 else { return nil }
    number = UInt32(bigEndian: address.s_addr)
  }

  public var description: String {
    bytes.map(String.init).joined(separator: ".")
  }
}

extension IPv4Address: ExpressibleByStringLiteral {
  /// Makes an address from a literal; a malformed one stops the program where it stands.
  public init(stringLiteral text: String) {
    guard let address = IPv4Address(text) else {
      preconditionFailure("\"\(text)\" is not an IPv4 address")
    }
    self = address
  }
}
