import LabProtocol

/// What a new network takes over from the machine's own, set to what Linux has when it starts.
///
/// Most settings of a network namespace begin with Linux's values, and some with those of the machine
/// (`tcp_sk_init`, `inet_init_net` and `neigh_parms_alloc` in the kernel; `devconf_inherit_init_net` in its
/// `admin-guide/sysctl/net`).
enum NetworkDefaults {
  /// Sets those of the host that this process is on.
  static func apply(_ buffers: Machine.SocketBuffers) throws(LabFailure) {
    for (setting, value) in [("tcp_rmem", buffers.receive), ("tcp_wmem", buffers.send)] {
      try HostSettings.set(
        "ipv4/\(setting)", to: value.map(String.init).joined(separator: " "))
    }
    // Linux begins with cubic, but a namespace can choose that only where it is the machine's own, or one that is
    // allowed to everyone. Reno is in every kernel, and allowed everywhere (`tcp_cong.c` in the kernel).
    try HostSettings.set("ipv4/tcp_congestion_control", to: "reno")
    for (family, settings) in [("ipv4", ipv4), ("ipv6", ipv6)] {
      for (setting, value) in settings {
        for interface in ["all", "default", "lo"] {
          try HostSettings.set("\(family)/conf/\(interface)/\(setting)", to: value)
        }
      }
    }
  }

  /// Sets those about who is behind an interface of the host that this process is on (arp(7)).
  static func applyToNeighbours(of interface: String) throws(LabFailure) {
    for family in ["ipv4", "ipv6"] {
      for (setting, value) in neighbours {
        try HostSettings.set("\(family)/neigh/\(interface)/\(setting)", to: value)
      }
    }
  }

  /// Those that decide where packets go and who answers whom; the first one sets others, too.
  private static let ipv4 = [
    ("forwarding", "0"), ("accept_local", "0"), ("accept_redirects", "1"), ("arp_accept", "0"),
    ("arp_announce", "0"), ("arp_filter", "0"), ("arp_ignore", "0"), ("arp_notify", "0"),
    ("drop_unicast_in_l2_multicast", "0"), ("force_igmp_version", "0"),
    ("ignore_routes_with_linkdown", "0"), ("promote_secondaries", "0"), ("proxy_arp", "0"),
    ("route_localnet", "0"), ("rp_filter", "0"), ("send_redirects", "1"),
  ]

  private static let ipv6 = [
    ("forwarding", "0"), ("addr_gen_mode", "0"), ("disable_ipv6", "0"), ("force_mld_version", "0"),
    ("hop_limit", "64"), ("use_tempaddr", "0"),
  ]

  private static let neighbours = [
    ("app_solicit", "0"), ("base_reachable_time_ms", "30000"), ("delay_first_probe_time", "5"),
    ("gc_stale_time", "60"), ("mcast_resolicit", "0"), ("mcast_solicit", "3"),
    ("retrans_time_ms", "1000"), ("ucast_solicit", "3"), ("unres_qlen_bytes", "212992"),
  ]
}
