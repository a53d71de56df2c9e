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
    for (family, settings) in [("ipv4", InterfaceSetting.ipv4), ("ipv6", InterfaceSetting.ipv6)] {
      for setting in settings {
        for (interface, value) in [
          ("all", setting.all), ("default", setting.interfaces), ("lo", setting.loopback),
        ] {
          try HostSettings.set("\(family)/conf/\(interface)/\(setting.name)", to: value)
        }
      }
    }
  }

  /// Sets those about who is behind an interface of the host that this process is on (arp(7)).
  static func applyToNeighbours(of interface: String) throws(LabFailure) {
    for (family, locktime) in [("ipv4", "100"), ("ipv6", "0")] {
      for (setting, value) in neighbours + [("locktime", locktime)] {
        try HostSettings.set("\(family)/neigh/\(interface)/\(setting)", to: value)
      }
    }
  }

  private static let neighbours = [
    ("anycast_delay", "100"), ("app_solicit", "0"), ("base_reachable_time_ms", "30000"),
    ("delay_first_probe_time", "5"), ("gc_stale_time", "60"), ("interval_probe_time_ms", "5000"),
    ("mcast_resolicit", "0"), ("mcast_solicit", "3"), ("proxy_delay", "80"), ("proxy_qlen", "64"),
    ("retrans_time_ms", "1000"), ("ucast_solicit", "3"), ("unres_qlen_bytes", "212992"),
  ]
}
