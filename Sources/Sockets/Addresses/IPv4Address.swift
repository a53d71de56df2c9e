import CSockets

/// A host of the Internet Protocol, version 4: four bytes, written `127.0.0.1`.
///
/// ```swift
/// let host: IPv4Address = "192.168.100.2"
/// let typed = IPv4Address(text)               // nil unless text is an address
/// let found = try IPv4Address(resolving: "localhost")
/// ```
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

  /// Makes an address from its four bytes, or `nil` where there are fewer or more of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 4 else { return nil }
    number = bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four bytes in the order in which they are written and sent.
  public var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// Whether it means this host, as all of `127.0.0.0/8` does (RFC 1122, section 3.2.1.3).
  public var isLoopback: Bool { number >> 24 == 127 }

  /// Whether it is a group that hosts can join, `224.0.0.0/4` (RFC 5771).
  public var isMulticast: Bool { number >> 28 == 0b1110 }

  /// Every address of this host, `0.0.0.0`.
  ///
  /// The corresponding C constant is `INADDR_ANY`.
  public static let any = IPv4Address(0, 0, 0, 0)

  /// This host, `127.0.0.1`.
  ///
  /// The corresponding C constant is `INADDR_LOOPBACK`.
  public static let loopback = IPv4Address(127, 0, 0, 1)

  /// Every host of the local network, `255.255.255.255`.
  ///
  /// Sending there takes the option ``Socket/Option/broadcast``. The corresponding C constant is
  /// `INADDR_BROADCAST`.
  public static let broadcast = IPv4Address(255, 255, 255, 255)
}

extension IPv4Address: LosslessStringConvertible {
  /// Reads exactly four decimal numbers from 0 to 255 with dots between, and nothing else.
  ///
  /// `127.1`, `0x7f.0.0.1` and ` 127.0.0.1` are refused. The corresponding C function is
  /// `inet_pton`.
  public init?(_ text: String) {
    var address = in_addr()
    guard !text.utf8.contains(0), CSockets.inet_pton(CSockets.AF_INET, text, &address) == 1 else {
      return nil
    }
    number = UInt32(bigEndian: address.s_addr)
  }

  /// Reads what older programs take for an address as well.
  ///
  /// One to four numbers, each decimal, octal after `0` or hexadecimal after `0x`; the last one
  /// fills all the bytes that are left: `127.1` is `127.0.0.1`, and `010.0.0.1` is `8.0.0.1`. Nothing
  /// may follow them. The corresponding C function is `inet_aton`, which ignores what follows white
  /// space.
  public init?(permissive text: String) {
    var address = in_addr()
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    guard isPlain, CSockets.inet_aton(text, &address) == 1 else { return nil }
    number = UInt32(bigEndian: address.s_addr)
  }

  /// Four decimal numbers with dots between, such as `127.0.0.1`.
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
