import CLab
import Glibc
import LabProtocol

extension LabHost {
  /// Gives the interfaces of the host that this process is on their addresses.
  static func configureInterfaces(
    of host: LabRequest.Host, like machine: Machine
  ) throws(LabFailure) {
    let route = try Netlink(NETLINK_ROUTE)
    for (position, interface) in host.interfaces.enumerated() {
      try NetworkDefaults.applyToNeighbours(of: interface.name)
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
      if machine.hasIPv6 { try waitForIPv6(on: interface.name) }
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
}

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
  func waitUntilUp(_ index: UInt32) throws(LabFailure) {
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
  init(index: UInt32 = 0, raised: Bool = false) {
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
