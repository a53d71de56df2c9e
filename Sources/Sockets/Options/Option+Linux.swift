import CSockets

extension Socket.Option {
  static var socketLevel: CInt { SOL_SOCKET }
  static var ipv4Level: CInt { CInt(CSockets.IPPROTO_IP) }
  static var ipv6Level: CInt { CInt(CSockets.IPPROTO_IPV6) }
  static var tcpLevel: CInt { CInt(CSockets.IPPROTO_TCP) }
}

extension Socket.Option where Value == Bool {
  /// Whether an IPv4 socket receives what is sent to any group that any program of this host has
  /// joined; on, unless set off.
  ///
  /// Linux only. The corresponding C constants are `IPPROTO_IP` and `IP_MULTICAST_ALL` (ip(7)).
  public static var multicastAll: Self {
    Self(level: ipv4Level, name: 49, label: "IP_MULTICAST_ALL")
  }
}

extension Socket.MulticastGroup {
  /// Adds a socket to the group, or takes it out.
  ///
  /// A `struct ip_mreqn`, unlike the older `ip_mreq`, names the interface by its index, so it can't be
  /// mistaken where two interfaces have the same address, or none (ip(7), `IP_ADD_MEMBERSHIP`).
  func request(_ join: Bool, _ descriptor: CInt) -> CInt {
    switch self {
    case .ipv4(let group, let interface):
      var request = ip_mreqn()
      request.imr_multiaddr.s_addr = group.number.bigEndian
      request.imr_ifindex = CInt(truncatingIfNeeded: interface.index)
      return CSockets.setsockopt(
        descriptor, CInt(CSockets.IPPROTO_IP), join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
        &request, socklen_t(MemoryLayout<ip_mreqn>.size))
    case .ipv6(let group, let interface):
      var request = ipv6_mreq()
      request.ipv6mr_multiaddr = group.systemValue
      request.ipv6mr_interface = interface.index
      return CSockets.setsockopt(
        descriptor, CInt(CSockets.IPPROTO_IPV6), join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
        &request, socklen_t(MemoryLayout<ipv6_mreq>.size))
    }
  }
}
