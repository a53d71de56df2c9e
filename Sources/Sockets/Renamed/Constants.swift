// swift-format-ignore-file: AlwaysUseLowerCamelCase

// The names of C's constants other than options, so that typing one of them gives the name that it has here.

extension Socket.Family {
  /// Is called ``ipv4`` here.
  @available(*, unavailable, renamed: "ipv4")
  public static var AF_INET: Self { .ipv4 }

  /// Is called ``ipv6`` here.
  @available(*, unavailable, renamed: "ipv6")
  public static var AF_INET6: Self { .ipv6 }

  /// Is called ``unix`` here.
  @available(*, unavailable, renamed: "unix")
  public static var AF_UNIX: Self { .unix }

  /// Is called ``unix`` here.
  @available(*, unavailable, renamed: "unix")
  public static var AF_LOCAL: Self { .unix }
}

extension Socket.Kind {
  /// Is called ``stream`` here.
  @available(*, unavailable, renamed: "stream")
  public static var SOCK_STREAM: Self { .stream }

  /// Is called ``datagram`` here.
  @available(*, unavailable, renamed: "datagram")
  public static var SOCK_DGRAM: Self { .datagram }

  /// Is called ``raw`` here.
  @available(*, unavailable, renamed: "raw")
  public static var SOCK_RAW: Self { .raw }

  /// Is called ``sequencedPacket`` here.
  @available(*, unavailable, renamed: "sequencedPacket")
  public static var SOCK_SEQPACKET: Self { .sequencedPacket }
}

extension Socket.Half {
  /// Is called ``reading`` here.
  @available(*, unavailable, renamed: "reading")
  public static var SHUT_RD: Self { .reading }

  /// Is called ``writing`` here.
  @available(*, unavailable, renamed: "writing")
  public static var SHUT_WR: Self { .writing }

  /// Is called ``both`` here.
  @available(*, unavailable, renamed: "both")
  public static var SHUT_RDWR: Self { .both }
}

extension Socket.Transport {
  /// Is called ``icmp`` here.
  @available(*, unavailable, renamed: "icmp")
  public static var IPPROTO_ICMP: Self { .icmp }

  /// Is called ``tcp`` here.
  @available(*, unavailable, renamed: "tcp")
  public static var IPPROTO_TCP: Self { .tcp }

  /// Is called ``udp`` here.
  @available(*, unavailable, renamed: "udp")
  public static var IPPROTO_UDP: Self { .udp }

  /// Is called ``icmpv6`` here.
  @available(*, unavailable, renamed: "icmpv6")
  public static var IPPROTO_ICMPV6: Self { .icmpv6 }
}

extension Socket.MessageFlags {
  /// Is called ``peek`` here.
  @available(*, unavailable, renamed: "peek")
  public static var MSG_PEEK: Self { .peek }

  /// Is called ``outOfBand`` here.
  @available(*, unavailable, renamed: "outOfBand")
  public static var MSG_OOB: Self { .outOfBand }

  /// Is called ``waitAll`` here.
  @available(*, unavailable, renamed: "waitAll")
  public static var MSG_WAITALL: Self { .waitAll }

  /// Is called ``dontRoute`` here.
  @available(*, unavailable, renamed: "dontRoute")
  public static var MSG_DONTROUTE: Self { .dontRoute }
}

extension Socket.PollEvents {
  /// Is called ``reading`` here.
  @available(*, unavailable, renamed: "reading")
  public static var POLLIN: Self { .reading }

  /// Is called ``writing`` here.
  @available(*, unavailable, renamed: "writing")
  public static var POLLOUT: Self { .writing }

  /// Is called ``outOfBand`` here.
  @available(*, unavailable, renamed: "outOfBand")
  public static var POLLPRI: Self { .outOfBand }

  /// Is called ``hangUp`` here.
  @available(*, unavailable, renamed: "hangUp")
  public static var POLLHUP: Self { .hangUp }

  /// Is called ``error`` here.
  @available(*, unavailable, renamed: "error")
  public static var POLLERR: Self { .error }
}

extension Endpoint.Flags {
  /// Is called ``passive`` here.
  @available(*, unavailable, renamed: "passive")
  public static var AI_PASSIVE: Self { .passive }

  /// Is called ``canonicalName`` here.
  @available(*, unavailable, renamed: "canonicalName")
  public static var AI_CANONNAME: Self { .canonicalName }

  /// Is called ``numericHost`` here.
  @available(*, unavailable, renamed: "numericHost")
  public static var AI_NUMERICHOST: Self { .numericHost }

  /// Is called ``numericService`` here.
  @available(*, unavailable, renamed: "numericService")
  public static var AI_NUMERICSERV: Self { .numericService }

  /// Is called ``mappedIPv4`` here.
  @available(*, unavailable, renamed: "mappedIPv4")
  public static var AI_V4MAPPED: Self { .mappedIPv4 }

  /// Is called ``addressConfigured`` here.
  @available(*, unavailable, renamed: "addressConfigured")
  public static var AI_ADDRCONFIG: Self { .addressConfigured }
}

extension Address.NameFlags {
  /// Is called ``numericHost`` here.
  @available(*, unavailable, renamed: "numericHost")
  public static var NI_NUMERICHOST: Self { .numericHost }

  /// Is called ``numericService`` here.
  @available(*, unavailable, renamed: "numericService")
  public static var NI_NUMERICSERV: Self { .numericService }

  /// Is called ``nameRequired`` here.
  @available(*, unavailable, renamed: "nameRequired")
  public static var NI_NAMEREQD: Self { .nameRequired }

  /// Is called ``datagram`` here.
  @available(*, unavailable, renamed: "datagram")
  public static var NI_DGRAM: Self { .datagram }

  /// Is called ``withoutDomain`` here.
  @available(*, unavailable, renamed: "withoutDomain")
  public static var NI_NOFQDN: Self { .withoutDomain }
}

extension IPv4Address {
  /// Is called ``any`` here.
  @available(*, unavailable, renamed: "any")
  public static var INADDR_ANY: Self { .any }

  /// Is called ``loopback`` here.
  @available(*, unavailable, renamed: "loopback")
  public static var INADDR_LOOPBACK: Self { .loopback }

  /// Is called ``broadcast`` here.
  @available(*, unavailable, renamed: "broadcast")
  public static var INADDR_BROADCAST: Self { .broadcast }
}

extension IPv6Address {
  /// Is called ``any`` here.
  @available(*, unavailable, renamed: "any")
  public static var in6addr_any: Self { .any }

  /// Is called ``loopback`` here.
  @available(*, unavailable, renamed: "loopback")
  public static var in6addr_loopback: Self { .loopback }
}

// Alone, as C has them. In this module the C constants are written `CSockets.AF_INET`.

/// Is called ``Socket/Family/ipv4`` here.
@available(*, unavailable, renamed: "Socket.Family.ipv4")
public var AF_INET: Socket.Family { .ipv4 }

/// Is called ``Socket/Family/ipv6`` here.
@available(*, unavailable, renamed: "Socket.Family.ipv6")
public var AF_INET6: Socket.Family { .ipv6 }

/// Is called ``Socket/Family/unix`` here.
@available(*, unavailable, renamed: "Socket.Family.unix")
public var AF_UNIX: Socket.Family { .unix }

/// Is called ``Socket/Family/unix`` here.
@available(*, unavailable, renamed: "Socket.Family.unix")
public var AF_LOCAL: Socket.Family { .unix }

/// Is called ``Socket/Kind/stream`` here.
@available(*, unavailable, renamed: "Socket.Kind.stream")
public var SOCK_STREAM: Socket.Kind { .stream }

/// Is called ``Socket/Kind/datagram`` here.
@available(*, unavailable, renamed: "Socket.Kind.datagram")
public var SOCK_DGRAM: Socket.Kind { .datagram }

/// Is called ``Socket/Kind/raw`` here.
@available(*, unavailable, renamed: "Socket.Kind.raw")
public var SOCK_RAW: Socket.Kind { .raw }

/// Is called ``Socket/Kind/sequencedPacket`` here.
@available(*, unavailable, renamed: "Socket.Kind.sequencedPacket")
public var SOCK_SEQPACKET: Socket.Kind { .sequencedPacket }

/// Is called ``Socket/Half/reading`` here.
@available(*, unavailable, renamed: "Socket.Half.reading")
public var SHUT_RD: Socket.Half { .reading }

/// Is called ``Socket/Half/writing`` here.
@available(*, unavailable, renamed: "Socket.Half.writing")
public var SHUT_WR: Socket.Half { .writing }

/// Is called ``Socket/Half/both`` here.
@available(*, unavailable, renamed: "Socket.Half.both")
public var SHUT_RDWR: Socket.Half { .both }
