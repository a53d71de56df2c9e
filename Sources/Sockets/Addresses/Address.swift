import CSockets

/// Where a socket is: a host and a port, or a name on this host.
///
/// ```swift
/// let server = Address.ipv4("127.0.0.1", port: 10000)
/// print(server)                                // 127.0.0.1:10000
/// print(Address.ipv6(.loopback, port: 80))     // [::1]:80
/// print(Address.unix(path: "./socket_file"))   // ./socket_file
/// ```
public enum Address: Hashable, Sendable {
  /// A host and a port of IPv4. The corresponding C type is `struct sockaddr_in` (ip(7)).
  case ipv4(IPv4Address, port: UInt16)

  /// A host and a port of IPv6, and for some hosts the interface behind which they are.
  ///
  /// The flow label is 0 unless a program labels its packets (RFC 6437). The corresponding C type is
  /// `struct sockaddr_in6` (ipv6(7)).
  case ipv6(IPv6Address, port: UInt16, flow: UInt32 = 0, scope: Interface = .any)

  /// A file of this host, by the bytes of its path, 107 at the most.
  ///
  /// The corresponding C type is `struct sockaddr_un` (unix(7)).
  case unix(path: [UInt8])

  /// A name of this host that is no file, 107 bytes at the most; Linux only (unix(7), "abstract").
  case abstract(name: [UInt8])

  /// A socket on this host without a name, as the client of a Unix socket usually is.
  ///
  /// It prints as nothing. To bind to it asks the kernel for an abstract name (unix(7), "Autobind
  /// feature"). It also stands for the sender of bytes that come without one, as those of a stream do.
  case unnamed

  /// A file of this host, by its path: 107 bytes of UTF-8 at the most, and none of them NUL.
  public static func unix(path: String) -> Self {
    .unix(path: Array(path.utf8))
  }

  /// A name of this host that is no file: 107 bytes of UTF-8 at the most; Linux only.
  public static func abstract(name: String) -> Self {
    .abstract(name: Array(name.utf8))
  }

  /// The family of sockets that can have such an address.
  public var family: Socket.Family {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .unix, .abstract, .unnamed: .unix
    }
  }

  /// The port, or `nil` for an address on this host.
  public var port: UInt16? {
    switch self {
    case .ipv4(_, let port), .ipv6(_, let port, _, _): port
    case .unix, .abstract, .unnamed: nil
    }
  }
}
