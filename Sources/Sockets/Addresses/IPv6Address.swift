import CSockets

/// A host of the Internet Protocol, version 6: sixteen bytes, written `::1`.
///
/// An address that begins with `fe80:` is a host's own on each of its networks; which network is meant
/// is said beside it, in the scope of ``Address/ipv6(_:port:flow:scope:)``.
public struct IPv6Address: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes an address from its sixteen bytes, or `nil` where there are fewer or more of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Makes the address under which a host of IPv4 is known to programs of IPv6, `::ffff:127.0.0.1`.
  ///
  /// The rules are in RFC 4291, section 2.5.5.2.
  public init(mapping address: IPv4Address) {
    self.init(high: 0, low: 0xffff << 32 | UInt64(address.number))
  }

  init(_ systemValue: in6_addr) {
    let (high, low) = withUnsafeBytes(of: systemValue) {
      ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
    self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
  }

  var systemValue: in6_addr {
    var value = in6_addr()
    withUnsafeMutableBytes(of: &value) {
      $0.storeBytes(of: high.bigEndian, as: UInt64.self)
      $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return value
  }

  /// The sixteen bytes in the order in which they are written and sent.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }

  /// The host of IPv4 that this address stands for, or `nil` where it is one of IPv6.
  public var mappedIPv4: IPv4Address? {
    guard high == 0, low >> 32 == 0xffff else { return nil }
    return IPv4Address(number: UInt32(truncatingIfNeeded: low))
  }

  /// Whether it means this host; only `::1` does.
  public var isLoopback: Bool { self == .loopback }

  /// Whether it is a group that hosts can join, `ff00::/8` (RFC 4291, section 2.7).
  public var isMulticast: Bool { high >> 56 == 0xff }

  /// Whether it is valid on one network only, `fe80::/10`, and so needs a scope.
  public var isLinkLocal: Bool { high >> 54 == 0xfe80 >> 6 }

  /// Every address of this host, `::`.
  ///
  /// The corresponding C constant is `in6addr_any`.
  public static let any = IPv6Address(high: 0, low: 0)

  /// This host, `::1`.
  ///
  /// The corresponding C constant is `in6addr_loopback`.
  public static let loopback = IPv6Address(high: 0, low: 1)
}

extension IPv6Address: LosslessStringConvertible {
  /// Reads an address in one of the forms of RFC 4291, section 2.2, and nothing else.
  ///
  /// Brackets and scopes belong to an ``Address``, so `[::1]` and `fe80::1%eth0` are refused. The
  /// corresponding C function is `inet_pton`.
  public init?(_ text: String) {
    var address = in6_addr()
    guard !text.utf8.contains(0), CSockets.inet_pton(CSockets.AF_INET6, text, &address) == 1 else {
      return nil
    }
    self.init(address)
  }

  /// The shortest form, in small letters: `2001:db8::1`.
  ///
  /// The corresponding C function is `inet_ntop`.
  public var description: String {
    var address = systemValue
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
      let length = socklen_t($0.count)
      return CSockets.inet_ntop(CSockets.AF_INET6, &address, $0.baseAddress, length)
        .map { String(cString: $0) } ?? ""
    }
  }
}

extension IPv6Address: ExpressibleByStringLiteral {
  /// Makes an address from a literal; a malformed one stops the program where it stands.
  public init(stringLiteral text: String) {
    guard let address = IPv6Address(text) else {
      preconditionFailure("\"\(text)\" is not an IPv6 address")
    }
    self = address
  }
}
