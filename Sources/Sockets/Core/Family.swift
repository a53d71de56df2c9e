import CSockets

extension Socket {
  /// What addresses look like, and which network carries the bytes.
  public enum Family: Hashable, Sendable, CaseIterable {
    /// The Internet Protocol, version 4.
    ///
    /// The corresponding C constant is `AF_INET`.
    case ipv4
    /// The Internet Protocol, version 6.
    ///
    /// The corresponding C constant is `AF_INET6`.
    case ipv6
    /// Programs on the same host.
    ///
    /// The corresponding C constant is `AF_UNIX`.
    case unix
  }

  /// How bytes are carried.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// A reliable, ordered stream of bytes in both directions; TCP, in the Internet families.
    ///
    /// The corresponding C constant is `SOCK_STREAM`.
    case stream
    /// Messages one by one, each whole or not at all; UDP, in the Internet families, where they may
    /// also get lost, doubled or out of order.
    ///
    /// The corresponding C constant is `SOCK_DGRAM`.
    case datagram
    /// What a network carries below its transports, headers and all; for root.
    ///
    /// The corresponding C constant is `SOCK_RAW`.
    case raw
    /// A connection that keeps the boundaries of messages; Unix sockets, and SCTP where the kernel has it.
    ///
    /// The corresponding C constant is `SOCK_SEQPACKET`.
    case sequencedPacket
  }

  /// A direction of a connection, seen from this end.
  public enum Half: Hashable, Sendable, CaseIterable {
    /// What the peer sends.
    ///
    /// The corresponding C constant is `SHUT_RD`.
    case reading
    /// What this end sends.
    ///
    /// The corresponding C constant is `SHUT_WR`.
    case writing
    /// Both directions.
    ///
    /// The corresponding C constant is `SHUT_RDWR`.
    case both
  }

  /// A protocol on top of a family, by its number in `/etc/protocols`.
  public struct Transport: RawRepresentable, Hashable, Sendable {
    /// The number, such as 6 for TCP (IANA, "Protocol Numbers").
    public let rawValue: CInt

    /// Makes the transport of a number, whether there is one or not.
    public init(rawValue: CInt) {
      self.rawValue = rawValue
    }

    /// Finds a transport by its name.
    ///
    /// The corresponding C function is `getprotobyname`.
    ///
    /// - Parameter name: A name in `/etc/protocols`, such as `icmp`.
    /// - Throws: ``SocketError`` with ``ErrorCode/hostNotFound`` where there is none.
    public init(named name: String) throws(SocketError) {
      guard !name.utf8.contains(0), let number = Platform.transport(named: name) else {
        throw SocketError(
          call: "getprotobyname", subject: printable(name.utf8), code: .hostNotFound)
      }
      self.init(rawValue: number)
    }

    /// What the family has for the kind.
    public static let automatic = Transport(rawValue: 0)
    /// The Internet Control Message Protocol.
    ///
    /// The corresponding C constant is `IPPROTO_ICMP`.
    public static let icmp = Transport(rawValue: CInt(CSockets.IPPROTO_ICMP))
    /// The Transmission Control Protocol.
    ///
    /// The corresponding C constant is `IPPROTO_TCP`.
    public static let tcp = Transport(rawValue: CInt(CSockets.IPPROTO_TCP))
    /// The User Datagram Protocol.
    ///
    /// The corresponding C constant is `IPPROTO_UDP`.
    public static let udp = Transport(rawValue: CInt(CSockets.IPPROTO_UDP))
    /// ICMP for IPv6.
    ///
    /// The corresponding C constant is `IPPROTO_ICMPV6`.
    public static let icmpv6 = Transport(rawValue: CInt(CSockets.IPPROTO_ICMPV6))
  }
}

extension Socket.Family {
  /// The number that socket(2) takes.
  var systemValue: CInt {
    switch self {
    case .ipv4: CSockets.AF_INET
    case .ipv6: CSockets.AF_INET6
    case .unix: CSockets.AF_UNIX
    }
  }
}

extension Socket.Half {
  /// The number that shutdown(2) takes.
  var systemValue: CInt {
    switch self {
    case .reading: CInt(CSockets.SHUT_RD)
    case .writing: CInt(CSockets.SHUT_WR)
    case .both: CInt(CSockets.SHUT_RDWR)
    }
  }
}
