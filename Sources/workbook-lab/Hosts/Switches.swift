import CLab
import Glibc
import LabProtocol

/// The switches that hosts are plugged into, one for each name of an interface, in the namespace of the
/// first process.
struct Switches {
  private let route: Netlink
  /// The bridges (bridge(8)) that are switches, by the name of the interfaces that they join.
  private var bridges: [String: Bridge] = [:]
  private var ports: [UInt32] = []

  private struct Bridge {
    let index: UInt32
    /// Counted from 1.
    let number: UInt8
  }

  init() throws(LabFailure) {
    route = try Netlink(NETLINK_ROUTE)
    // A switch has no addresses, and says nothing by itself.
    guard access("/proc/sys/net/ipv6", X_OK) == 0 else { return }
    try write("1".utf8, toFile: "/proc/sys/net/ipv6/conf/default/disable_ipv6")
  }

  /// Leads a cable from a switch to a new interface of a host.
  ///
  /// Hardware addresses are the same on every run, and with them the link-local ones of IPv6 and what
  /// a capture shows; the second bit says that they are locally administered (RFC 9542, section 2.1).
  ///
  /// - Returns: The index of the switch's end.
  /// - Throws: ``LabFailure`` of the kernel's.
  mutating func plug(
    _ interface: LabRequest.Interface, of host: Int, in namespace: CInt
  ) throws(LabFailure) -> UInt32 {
    let bridge = try bridge(for: interface.name)
    let name = "port\(ports.count)"
    var link = NetlinkMessage(
      type: CInt(RTM_NEWLINK), flags: NetlinkMessage.create, ifinfomsg(raised: true))
    link.add(IFLA_IFNAME, text: name)
    link.add(IFLA_MASTER, bridge.index)
    link.nest(IFLA_LINKINFO) { link in
      link.add(IFLA_INFO_KIND, text: "veth")
      link.nest(IFLA_INFO_DATA) { link in
        link.nest(VETH_INFO_PEER) { link in
          link.append(ifinfomsg())
          link.add(IFLA_IFNAME, text: interface.name)
          link.add(IFLA_NET_NS_FD, namespace)
          link.add(IFLA_ADDRESS, bytes: [0x02, 0, 0, 0, bridge.number, UInt8(clamping: host + 1)])
        }
      }
    }
    try route.send(link, to: .plugIn(interface: interface.name))
    let port = if_nametoindex(name)
    ports.append(port)
    return port
  }

  private mutating func bridge(for interface: String) throws(LabFailure) -> Bridge {
    if let bridge = bridges[interface] { return bridge }
    let name = "switch\(bridges.count)"
    var link = NetlinkMessage(
      type: CInt(RTM_NEWLINK), flags: NetlinkMessage.create, ifinfomsg(raised: true))
    link.add(IFLA_IFNAME, text: name)
    link.nest(IFLA_LINKINFO) { link in
      link.add(IFLA_INFO_KIND, text: "bridge")
      link.nest(IFLA_INFO_DATA) { link in
        // A plain switch sends what is for a group to everybody.
        link.add(IFLA_BR_MCAST_SNOOPING, UInt8(0))
      }
    }
    try route.send(link, to: .makeSwitch(interface: interface))
    let bridge = Bridge(index: if_nametoindex(name), number: UInt8(clamping: bridges.count + 1))
    bridges[interface] = bridge
    return bridge
  }

  /// Waits until every port takes frames.
  func waitUntilUp() throws(LabFailure) {
    for port in ports { try route.waitUntilUp(port) }
  }
}
