import CSockets

extension Socket.Option where Value == Bool {
  /// Whether the address of a server that was stopped can be had again at once, although connections of
  /// its clients are still winding up (socket(7)).
  ///
  /// The corresponding C constant is `SO_REUSEADDR`.
  public static var reuseAddress: Self {
    Self(level: socketLevel, name: CSockets.SO_REUSEADDR, label: "SO_REUSEADDR")
  }

  /// Whether several sockets of one user can be bound to the same address (socket(7)).
  ///
  /// The corresponding C constant is `SO_REUSEPORT`.
  public static var reusePort: Self {
    Self(level: socketLevel, name: CSockets.SO_REUSEPORT, label: "SO_REUSEPORT")
  }

  /// Whether datagrams may be sent to ``IPv4Address/broadcast`` and its like.
  ///
  /// The corresponding C constant is `SO_BROADCAST`.
  public static var broadcast: Self {
    Self(level: socketLevel, name: CSockets.SO_BROADCAST, label: "SO_BROADCAST")
  }

  /// Whether the kernel asks a silent peer every two hours whether it is still there (tcp(7)).
  ///
  /// The corresponding C constant is `SO_KEEPALIVE`.
  public static var keepAlive: Self {
    Self(level: socketLevel, name: CSockets.SO_KEEPALIVE, label: "SO_KEEPALIVE")
  }

  /// Whether TCP sends small pieces at once instead of collecting them (tcp(7)).
  ///
  /// The corresponding C constant is `TCP_NODELAY`.
  public static var noDelay: Self {
    Self(level: tcpLevel, name: CSockets.TCP_NODELAY, label: "TCP_NODELAY")
  }

  /// Whether a socket of IPv6 has nothing to do with IPv4 (ipv6(7)); to be set before binding.
  ///
  /// The corresponding C constant is `IPV6_V6ONLY`.
  public static var ipv6Only: Self {
    Self(level: ipv6Level, name: CSockets.IPV6_V6ONLY, label: "IPV6_V6ONLY")
  }

  /// Whether programs of this host, too, receive what this socket sends to a group of IPv4; on, unless set
  /// off.
  ///
  /// The corresponding C constant is `IP_MULTICAST_LOOP`.
  public static var multicastLoopback: Self {
    Self(level: ipv4Level, name: CSockets.IP_MULTICAST_LOOP, label: "IP_MULTICAST_LOOP")
  }

  /// Whether programs of this host, too, receive what this socket sends to a group of IPv6; on, unless set
  /// off.
  ///
  /// The corresponding C constant is `IPV6_MULTICAST_LOOP`.
  public static var multicastLoopbackIPv6: Self {
    Self(level: ipv6Level, name: CSockets.IPV6_MULTICAST_LOOP, label: "IPV6_MULTICAST_LOOP")
  }
}

extension Socket.Option where Value == Int {
  /// The bytes that may wait to be sent.
  ///
  /// Linux doubles what is set, for its own bookkeeping, and that is what asking tells (socket(7)).
  ///
  /// The corresponding C constant is `SO_SNDBUF`.
  public static var sendBufferSize: Self {
    Self(level: socketLevel, name: CSockets.SO_SNDBUF, label: "SO_SNDBUF")
  }

  /// The bytes that may wait to be received; doubled like ``sendBufferSize``.
  ///
  /// The corresponding C constant is `SO_RCVBUF`.
  public static var receiveBufferSize: Self {
    Self(level: socketLevel, name: CSockets.SO_RCVBUF, label: "SO_RCVBUF")
  }

  /// The time to live of what this socket sends to a host of IPv4, from 1 to 255; 64, unless set.
  ///
  /// Each router takes one away, and the one that comes to zero passes nothing on (RFC 1812, section 5.3.1).
  ///
  /// The corresponding C constant is `IP_TTL`.
  public static var timeToLive: Self {
    Self(level: ipv4Level, name: CSockets.IP_TTL, label: "IP_TTL")
  }

  /// The hop limit of what this socket sends to a host of IPv6, from 0 to 255, or -1 for what the route says.
  ///
  /// The corresponding C constant is `IPV6_UNICAST_HOPS`.
  public static var hops: Self {
    Self(level: ipv6Level, name: CSockets.IPV6_UNICAST_HOPS, label: "IPV6_UNICAST_HOPS")
  }

  /// How far what this socket sends to a group of IPv4 goes, from 0, this host, and 1, this network, which
  /// it is unless set, to 255.
  ///
  /// Linux keeps to 0 only where a program of this host is in the group on the interface that the datagram
  /// leaves by; else it goes as far as with 1.
  ///
  /// The corresponding C constant is `IP_MULTICAST_TTL`.
  public static var multicastTimeToLive: Self {
    Self(level: ipv4Level, name: CSockets.IP_MULTICAST_TTL, label: "IP_MULTICAST_TTL")
  }

  /// How far what this socket sends to a group of IPv6 goes, as ``multicastTimeToLive`` does for IPv4.
  ///
  /// The corresponding C constant is `IPV6_MULTICAST_HOPS`.
  public static var multicastHops: Self {
    Self(level: ipv6Level, name: CSockets.IPV6_MULTICAST_HOPS, label: "IPV6_MULTICAST_HOPS")
  }
}

extension Socket.Option where Value == IPv4Address {
  /// The address of the interface by which datagrams to groups of IPv4 leave; ``IPv4Address/any`` lets the
  /// kernel choose by its routes.
  ///
  /// The corresponding C constant is `IP_MULTICAST_IF`.
  public static var multicastInterface: Self {
    Self(level: ipv4Level, name: CSockets.IP_MULTICAST_IF, label: "IP_MULTICAST_IF") {
      in_addr(s_addr: $0.number.bigEndian)
    } value: {
      IPv4Address(number: UInt32(bigEndian: $0.s_addr))
    }
  }
}

extension Socket.Option where Value == Interface {
  /// The interface by which datagrams to groups of IPv6 leave; ``Interface/any`` lets the kernel choose by
  /// its routes.
  ///
  /// The corresponding C constant is `IPV6_MULTICAST_IF`.
  public static var multicastInterfaceIPv6: Self {
    Self(level: ipv6Level, name: CSockets.IPV6_MULTICAST_IF, label: "IPV6_MULTICAST_IF") {
      CInt(exactly: $0.index)
    } value: {
      Interface(index: UInt32(bitPattern: $0))
    }
  }
}

extension Socket.Option where Value == Duration? {
  /// How long ``Socket/close()`` waits for what was sent to arrive, in whole seconds.
  ///
  /// With `nil`, which it is at first, closing doesn't wait and the kernel goes on sending (socket(7)). With
  /// zero, Linux throws away what wasn't sent yet, and the peer of a TCP socket sees a reset. Parts of a
  /// second count as a whole one.
  ///
  /// The corresponding C constant is `SO_LINGER`.
  public static var linger: Self {
    Self(level: socketLevel, name: CSockets.SO_LINGER, label: "SO_LINGER") { duration in
      guard let duration else { return CSockets.linger(l_onoff: 0, l_linger: 0) }
      let (seconds, attoseconds) = duration.components
      guard duration >= .zero, let whole = CInt(exactly: seconds), whole < CInt.max else {
        return nil
      }
      return CSockets.linger(l_onoff: 1, l_linger: whole + (attoseconds > 0 ? 1 : 0))
    } value: {
      $0.l_onoff == 0 ? nil : .seconds($0.l_linger)
    }
  }
}

extension Socket.ReadOnlyOption where Value == ErrorCode? {
  /// What went wrong since it was asked last, as in a ``Socket/connect(to:)`` that nobody waited for.
  ///
  /// Asking forgets it. The corresponding C constant is `SO_ERROR`.
  public static var pendingError: Self {
    Self(level: SOL_SOCKET, name: CSockets.SO_ERROR, label: "SO_ERROR") { (raw: CInt) in
      raw == 0 ? nil : ErrorCode(errno: raw)
    }
  }
}

extension Socket.ReadOnlyOption where Value == Bool {
  /// Whether ``Socket/listen(backlog:)`` was called.
  ///
  /// The corresponding C constant is `SO_ACCEPTCONN`.
  public static var isListening: Self {
    Self(level: SOL_SOCKET, name: CSockets.SO_ACCEPTCONN, label: "SO_ACCEPTCONN") { (raw: CInt) in
      raw != 0
    }
  }
}
