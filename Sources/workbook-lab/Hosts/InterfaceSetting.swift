/// A setting of all interfaces of a network, with the values that Linux begins with (`net/ipv4/devinet.c` and
/// `net/ipv6/addrconf.c` in the kernel; its `networking/ip-sysctl` says what each means).
///
/// Not among them are those that depend on the interface itself, and those that can't be written.
struct InterfaceSetting {
  let name: String
  /// What stands for the network as a whole.
  let all: String
  /// What new interfaces get.
  let interfaces: String
  let loopback: String

  private init(
    _ name: String, _ all: String, interfaces: String? = nil, loopback: String? = nil
  ) {
    (self.name, self.all, self.interfaces) = (name, all, interfaces ?? all)
    self.loopback = loopback ?? self.interfaces
  }

  /// The first one sets others, too.
  static let ipv4: [InterfaceSetting] = [
    .init("forwarding", "0"), .init("accept_local", "0"), .init("accept_redirects", "1"),
    .init("accept_source_route", "0", interfaces: "1"), .init("arp_accept", "0"),
    .init("arp_announce", "0"), .init("arp_evict_nocarrier", "1"), .init("arp_filter", "0"),
    .init("arp_ignore", "0"), .init("arp_notify", "0"), .init("bc_forwarding", "0"),
    .init("bootp_relay", "0"), .init("disable_policy", "0", loopback: "1"),
    .init("disable_xfrm", "0", loopback: "1"), .init("drop_gratuitous_arp", "0"),
    .init("drop_unicast_in_l2_multicast", "0"), .init("force_igmp_version", "0"),
    .init("igmpv2_unsolicited_report_interval", "10000"),
    .init("igmpv3_unsolicited_report_interval", "1000"),
    .init("ignore_routes_with_linkdown", "0"), .init("log_martians", "0"),
    .init("promote_secondaries", "0"), .init("proxy_arp", "0"), .init("proxy_arp_pvlan", "0"),
    .init("route_localnet", "0"), .init("rp_filter", "0"), .init("secure_redirects", "1"),
    .init("send_redirects", "1"), .init("shared_media", "1"), .init("src_valid_mark", "0"),
    .init("tag", "0"),
  ]

  /// The first one sets others, too.
  static let ipv6: [InterfaceSetting] = [
    .init("forwarding", "0"), .init("accept_dad", "0", interfaces: "1", loopback: "-1"),
    .init("accept_ra", "1"), .init("accept_ra_defrtr", "1"), .init("accept_ra_from_local", "0"),
    .init("accept_ra_min_hop_limit", "1"), .init("accept_ra_min_lft", "0"),
    .init("accept_ra_mtu", "1"), .init("accept_ra_pinfo", "1"),
    .init("accept_ra_rt_info_max_plen", "0"), .init("accept_ra_rt_info_min_plen", "0"),
    .init("accept_ra_rtr_pref", "1"), .init("accept_redirects", "1"),
    .init("accept_source_route", "0"), .init("accept_untracked_na", "0"),
    .init("addr_gen_mode", "0"), .init("autoconf", "1"), .init("dad_transmits", "1"),
    .init("disable_ipv6", "0"), .init("disable_policy", "0"),
    .init("drop_unicast_in_l2_multicast", "0"), .init("drop_unsolicited_na", "0"),
    .init("enhanced_dad", "1"), .init("force_mld_version", "0"), .init("force_tllao", "0"),
    .init("hop_limit", "64"), .init("ignore_routes_with_linkdown", "0"),
    .init("keep_addr_on_down", "0"), .init("max_addresses", "16"),
    .init("max_desync_factor", "600"), .init("mldv1_unsolicited_report_interval", "10000"),
    .init("mldv2_unsolicited_report_interval", "1000"), .init("ndisc_evict_nocarrier", "1"),
    .init("ndisc_notify", "0"), .init("ndisc_tclass", "0"), .init("optimistic_dad", "0"),
    .init("proxy_ndp", "0"), .init("ra_defrtr_metric", "1024"), .init("ra_honor_pio_life", "0"),
    .init("ra_honor_pio_pflag", "0"), .init("regen_max_retry", "3"),
    .init("regen_min_advance", "2"), .init("router_probe_interval", "60"),
    .init("router_solicitation_delay", "1"), .init("router_solicitation_interval", "4"),
    .init("router_solicitation_max_interval", "3600"), .init("router_solicitations", "-1"),
    .init("suppress_frag_ndisc", "1"), .init("temp_prefered_lft", "86400"),
    .init("temp_valid_lft", "604800"), .init("use_oif_addrs_only", "0"),
    .init("use_optimistic", "0"), .init("use_tempaddr", "0", loopback: "-1"),
  ]
}
