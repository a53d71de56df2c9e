import Glibc

/// A machine of an example that runs on several.
package struct Host: Codable, Hashable, Sendable {
  /// What it calls itself, and is called by the others; its letter in the prompt, unless said otherwise.
  package var name: String?
  /// Its network interfaces and their addresses; those of one name are plugged into one switch.
  package var interfaces: [String: [InterfaceAddress]]

  package init(name: String? = nil, interfaces: [String: [InterfaceAddress]]) {
    self.name = name
    self.interfaces = interfaces
  }
}

/// An address of an interface together with the size of its network, such as `192.168.100.2/24`.
package struct InterfaceAddress: Hashable, Sendable {
  /// The address, as the book writes it.
  package let address: String
  /// How many of its first bits all hosts of the network share.
  package let prefixLength: Int
  /// Whether it is one of IPv6.
  package let isIPv6: Bool

  /// Reads an address of IPv4 or IPv6 (inet_pton(3)), a slash, and a number (RFC 4632, RFC 4291).
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let length = Int(parts[1]), "\(length)" == parts[1] else { return nil }
    let address = String(parts[0])
    let isIPv6 = address.contains(":")
    var bytes = in6_addr()
    // For C, a text ends with a zero.
    guard !address.utf8.contains(0), inet_pton(isIPv6 ? AF_INET6 : AF_INET, address, &bytes) == 1,
      (1...(isIPv6 ? 128 : 32)).contains(length)
    else { return nil }
    self.address = address
    prefixLength = length
    self.isIPv6 = isIPv6
  }
}

extension InterfaceAddress: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let address = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription:
          "\"\(text)\" is no address with the size of its network, as in 192.168.100.2/24")
    }
    self = address
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(address)/\(prefixLength)")
  }
}
