extension Socket {
  /// A group of hosts that datagrams can be sent to, and the interface on which a socket listens to it.
  ///
  /// A socket that joins with ``Interface/any`` listens on one interface, which the kernel chooses by its
  /// routes; to listen on all of them, join on each of ``Interface/all``.
  public enum MulticastGroup: Hashable, Sendable {
    /// A group of IPv4, `224.0.0.0/4`.
    case ipv4(IPv4Address, on: Interface = .any)
    /// A group of IPv6, `ff00::/8`.
    case ipv6(IPv6Address, on: Interface = .any)
  }

  /// Receives from now on what is sent to a group.
  ///
  /// ```swift
  /// try socket.bind(to: .ipv4(.any, port: 10000))
  /// try socket.join(.ipv4("224.10.10.10"))
  /// ```
  ///
  /// The corresponding C function is `setsockopt` with `IP_ADD_MEMBERSHIP` or `IPV6_JOIN_GROUP`. The
  /// interface is given by its index, in a `struct ip_mreqn`.
  ///
  /// Linux lets a socket be in 20 groups of IPv4, unless the administrator has set `igmp_max_memberships` to
  /// another number; one more fails with `ENOBUFS`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/invalidArgument`` for an address that is no group,
  ///   ``ErrorCode/noSuchDevice`` where there is no such interface, or where no route leads to the group and
  ///   none was given, and ``ErrorCode/addressInUse`` where the socket is in the group already.
  public func join(_ group: MulticastGroup) throws(SocketError) {
    try call("setsockopt", "\(group.joinLabel), \(group)") { group.request(true, $0) }
  }

  /// Doesn't receive any more what is sent to a group.
  ///
  /// The corresponding C function is `setsockopt` with `IP_DROP_MEMBERSHIP` or `IPV6_LEAVE_GROUP`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/addressNotAvailable`` where the socket isn't in the group on
  ///   that interface.
  public func leave(_ group: MulticastGroup) throws(SocketError) {
    try call("setsockopt", "\(group.leaveLabel), \(group)") { group.request(false, $0) }
  }
}

extension Socket.MulticastGroup: CustomStringConvertible {
  /// The group and the interface, such as `224.10.10.10%eth0`.
  public var description: String {
    switch self {
    case .ipv4(let group, .any): group.description
    case .ipv4(let group, let interface): "\(group)%\(interface)"
    case .ipv6(let group, .any): group.description
    case .ipv6(let group, let interface): "\(group)%\(interface)"
    }
  }

  fileprivate var joinLabel: String {
    switch self {
    case .ipv4: "IP_ADD_MEMBERSHIP"
    case .ipv6: "IPV6_JOIN_GROUP"
    }
  }

  fileprivate var leaveLabel: String {
    switch self {
    case .ipv4: "IP_DROP_MEMBERSHIP"
    case .ipv6: "IPV6_LEAVE_GROUP"
    }
  }
}
