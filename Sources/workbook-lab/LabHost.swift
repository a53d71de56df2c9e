import CLab
import Glibc
import LabProtocol

/// A host of the lab: a network namespace with a name.
struct LabHost {
  let name: String
  /// Its network namespace.
  private let namespace: CInt
  /// What the kernel tells about its sockets.
  let diagnostics: SocketDiagnostics
  /// What leads from it to the switches.
  private(set) var cables: [Cable] = []

  /// A cable from a host to a switch.
  struct Cable {
    /// The host's interface.
    let interface: String
    /// The index of the switch's.
    let port: UInt32
  }

  /// Makes a host of the network namespace that this process is in.
  private init(named name: String) throws(LabFailure) {
    self.name = name
    namespace = try Self.openNamespace()
    diagnostics = try SocketDiagnostics()
  }

  /// Does something on this host, and comes back.
  ///
  /// - Throws: ``LabFailure`` of changing namespaces, and of the work.
  func visit<Result>(
    _ work: () throws(LabFailure) -> Result
  ) throws(LabFailure) -> Result {
    let own = try Self.openNamespace()
    defer { close(own) }
    try Self.enter(namespace)
    let result = Swift.Result { () throws(LabFailure) in try work() }
    try Self.enter(own)
    return try result.get()
  }

  /// Makes the hosts of an example, and plugs them in.
  ///
  /// A single host without interfaces is the namespace that this process is in. Otherwise that
  /// namespace holds the switches, and no program ever runs in it.
  ///
  /// - Throws: ``LabFailure`` with what couldn't be made.
  static func make(_ hosts: [LabRequest.Host]) throws(LabFailure) -> [LabHost] {
    if let host = hosts.first, hosts.count == 1, host.interfaces.isEmpty {
      try prepareNamespace()
      return [try LabHost(named: host.name)]
    }
    var made: [LabHost] = []
    let room = try openNamespace()
    defer { close(room) }
    for host in hosts {
      try require(.unshare, to: .makeHost(host.name)) { unshare(CInt(LAB_NEWNET)) }
      try prepareNamespace()
      try prepareIPv6()
      made.append(try LabHost(named: host.name))
      try enter(room)
    }
    var switches = try Switches()
    for (index, host) in hosts.enumerated() {
      for interface in host.interfaces {
        let port = try switches.plug(interface, of: index, in: made[index].namespace)
        made[index].cables.append(Cable(interface: interface.name, port: port))
      }
    }
    for (host, request) in zip(made, hosts) {
      try host.visit { () throws(LabFailure) in try configure(request) }
    }
    try switches.waitUntilUp()
    return made
  }

  private static func prepareNamespace() throws(LabFailure) {
    try require(.ioctl, to: .raiseLoopback) { lab_raise_loopback() }
    try Isolation.allowPing()
    try keepTimeWait()
  }

  /// Keeps a connection in `TIME-WAIT` for its whole minute, whatever comes (RFC 1337; `tcp_rfc1337` in the
  /// kernel's `networking/ip-sysctl`).
  ///
  /// Otherwise luck ends it now and then. One processor may be about to deliver an acknowledgement that a
  /// timer has sent, while another delivers the end of the connection, which was sent later. To the
  /// acknowledgement, late as it is, `TIME-WAIT` answers with one of its own; the other side, which has
  /// forgotten the connection by then, answers that with a reset; and the reset would end `TIME-WAIT`. So a
  /// server would find its port free, once in some hundreds of runs.
  private static func keepTimeWait() throws(LabFailure) {
    try write("1".utf8, toFile: "/proc/sys/net/ipv4/tcp_rfc1337")
  }

  /// Lets programs use addresses at once, since no other host can have them (RFC 4862, section 5.4).
  ///
  /// It also keeps the host from asking for routers, of which there are none.
  private static func prepareIPv6() throws(LabFailure) {
    // A kernel without IPv6 has nothing to prepare.
    guard access("/proc/sys/net/ipv6", X_OK) == 0 else { return }
    for (setting, value) in [("accept_dad", "0"), ("router_solicitations", "0")] {
      try write(value.utf8, toFile: "/proc/sys/net/ipv6/conf/default/\(setting)")
    }
  }

  /// Gives the interfaces of the host that this process is on their addresses.
  private static func configure(_ host: LabRequest.Host) throws(LabFailure) {
    let route = try Netlink(NETLINK_ROUTE)
    for (position, interface) in host.interfaces.enumerated() {
      let index = if_nametoindex(interface.name)
      for address in interface.addresses {
        try route.add(address, toInterface: index, of: host.name)
      }
      try route.raise(index, purpose: .raiseInterface(interface.name, host: host.name))
      // Without a way to everywhere there would be none to a group, and joining one would fail.
      guard position == 0 else { continue }
      for family in [AF_INET, AF_INET6]
      where interface.addresses.contains(where: { $0.family == family }) {
        try route.addDefaultRoute(family: family, interface: index)
      }
    }
    for interface in host.interfaces {
      try route.waitUntilUp(if_nametoindex(interface.name))
      try waitForIPv6(on: interface.name)
    }
  }

  /// Waits until an interface has its link-local address, and all of its addresses are in use.
  ///
  /// The kernel leaves that to a worker thread. Until then an address is tentative, and the host doesn't
  /// answer for it (RFC 4862, section 5.4).
  private static func waitForIPv6(on interface: String) throws(LabFailure) {
    try wait(to: .awaitIPv6(interface: interface)) {
      // The address, index, size of the network, scope and flags, in hexadecimal, and the name.
      guard let table = text(of: "/proc/self/net/if_inet6") else { return true }
      let rows = table.split(separator: "\n").map { $0.split(separator: " ") }
        .filter { $0.count == 6 && $0[5] == interface }
      let tentative = 0x40
      return rows.contains { $0[0].hasPrefix("fe80") }
        && rows.allSatisfy { (Int($0[4], radix: 16) ?? 0) & tentative == 0 }
    }
  }

  private static func openNamespace() throws(LabFailure) -> CInt {
    try require(.open, to: .keepNetwork) {
      open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)
    }
  }

  private static func enter(_ namespace: CInt) throws(LabFailure) {
    try require(.setns, to: .changeHost) { setns(namespace, CInt(LAB_NEWNET)) }
  }
}

/// The switches that hosts are plugged into, one for each name of an interface, in the namespace of the
/// first process.
private struct Switches {
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

// MARK: What is asked of the kernel

extension Netlink {
  /// Gives an interface an address.
  fileprivate func add(
    _ address: LabRequest.Address, toInterface index: UInt32, of host: String
  ) throws(LabFailure) {
    let purpose = LabFailure.Purpose.addAddress(address.text, host: host)
    var body = ifaddrmsg()
    body.ifa_family = UInt8(address.family)
    body.ifa_prefixlen = UInt8(clamping: address.prefixLength)
    body.ifa_index = index
    guard let bytes = IPAddress(address.text)?.bytes else {
      throw LabFailure(purpose: purpose, call: .inetPton, code: EINVAL)
    }
    var message = NetlinkMessage(type: CInt(RTM_NEWADDR), flags: NetlinkMessage.create, body)
    message.add(IFA_LOCAL, bytes: bytes)
    message.add(IFA_ADDRESS, bytes: bytes)
    if address.family == AF_INET {
      let hostBits = address.prefixLength < 32 ? UInt32.max >> UInt32(address.prefixLength) : 0
      let broadcast = bytes.reduce(0) { $0 << 8 | UInt32($1) } | hostBits
      message.add(IFA_BROADCAST, broadcast.bigEndian)
    }
    try send(message, to: purpose)
  }

  /// Raises an interface.
  fileprivate func raise(_ index: UInt32, purpose: LabFailure.Purpose) throws(LabFailure) {
    try send(
      NetlinkMessage(
        type: CInt(RTM_NEWLINK), flags: NLM_F_ACK, ifinfomsg(index: index, raised: true)),
      to: purpose)
  }

  /// Leads everything that no other route is for out by an interface.
  fileprivate func addDefaultRoute(family: CInt, interface index: UInt32) throws(LabFailure) {
    var body = rtmsg()
    body.rtm_family = UInt8(family)
    body.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
    body.rtm_protocol = UInt8(RTPROT_BOOT)
    body.rtm_scope = UInt8(RT_SCOPE_LINK.rawValue)
    body.rtm_type = UInt8(RTN_UNICAST)
    var message = NetlinkMessage(type: CInt(RTM_NEWROUTE), flags: NetlinkMessage.create, body)
    message.add(Int(RTA_OIF.rawValue), index)
    try send(message, to: .addDefaultRoute)
  }

  /// Waits until an interface takes frames.
  ///
  /// The kernel notices on its own time that a cable has two ends; until then it drops what is sent.
  /// Newer kernels (Linux 6.9) make up for that while they answer.
  fileprivate func waitUntilUp(_ index: UInt32) throws(LabFailure) {
    try wait(to: .awaitInterface) { () throws(LabFailure) in
      var state: UInt8?
      try send(
        NetlinkMessage(type: CInt(RTM_GETLINK), flags: NLM_F_ACK, ifinfomsg(index: index)),
        to: .awaitInterface
      ) { body in
        state = body.value(
          ofAttribute: IFLA_OPERSTATE, after: MemoryLayout<ifinfomsg>.size, as: UInt8.self)
      }
      // IF_OPER_UP (RFC 2863).
      return state == 6
    }
  }
}

/// Waits until the kernel has done something on its own time, and gives up after seconds.
private func wait(
  to purpose: LabFailure.Purpose, until isDone: () throws(LabFailure) -> Bool
) throws(LabFailure) {
  for _ in 0..<5_000 {
    if try isDone() { return }
    poll(nil, 0, 1)
  }
  throw LabFailure(purpose: purpose, call: .poll, code: ETIMEDOUT)
}

extension ifinfomsg {
  /// Describes an interface: a new one without an index, raised or left as it is.
  fileprivate init(index: UInt32 = 0, raised: Bool = false) {
    self.init()
    ifi_index = CInt(bitPattern: index)
    guard raised else { return }
    ifi_flags = UInt32(IFF_UP)
    ifi_change = UInt32(IFF_UP)
  }
}

extension LabRequest.Address {
  fileprivate var family: CInt { IPAddress(text)?.isVersion6 == true ? AF_INET6 : AF_INET }
}
