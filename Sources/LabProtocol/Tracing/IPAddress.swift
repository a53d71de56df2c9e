import Glibc

/// An address of the Internet Protocol, version 4 or 6.
///
/// The zone of a link-local address isn't part of it: calls tell the index of an interface, which means
/// something only on the host that made the call.
package struct IPAddress: Hashable, Sendable {
  /// Four bytes or sixteen, in network byte order.
  package let bytes: [UInt8]

  /// Makes an address from its bytes, or `nil` if there are neither four nor sixteen.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Whether it is an address of version 6.
  package var isVersion6: Bool { bytes.count == 16 }

  /// The address of version 4 that it stands for (RFC 4291, section 2.5.5.2), or itself.
  package var unmapped: IPAddress {
    let prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    guard isVersion6, bytes.starts(with: prefix) else { return self }
    return IPAddress(bytes: bytes.suffix(4)) ?? self
  }

  /// Whether it stands for all addresses of a host: `0.0.0.0` or `::`.
  package var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

  /// Whether it means the host that uses it: `127.0.0.0/8` or `::1`.
  package var isLoopback: Bool {
    isVersion6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 : bytes[0] == 127
  }

  private var family: CInt { isVersion6 ? AF_INET6 : AF_INET }
}

extension IPAddress: LosslessStringConvertible {
  /// Reads an address as inet_pton(3) does, or returns `nil` if the text isn't one.
  package init?(_ text: String) {
    let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
    var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
    guard !text.utf8.contains(0), inet_pton(family, text, &bytes) == 1 else { return nil }
    self.bytes = bytes
  }

  /// The address as inet_ntop(3) writes it, such as `127.0.0.1` or `::1`.
  package var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
      guard let start = text.baseAddress,
        inet_ntop(family, bytes, start, socklen_t(text.count)) != nil
      else { return "" }
      return String(cString: start)
    }
  }
}

extension IPAddress: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let address = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) isn't an IP address")
    }
    self = address
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
