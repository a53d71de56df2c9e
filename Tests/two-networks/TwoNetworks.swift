import Sockets

/// Prints who hears what on a host of two networks, `left` and `right`, as `InterfaceChoiceTests` makes it.
///
/// Cables lead from `left` to `left-far` and from `right` to `right-far`, all of them interfaces of this
/// host, so that a program on it can hear what was really sent.
@main struct TwoNetworks {
  static let group: IPv4Address = "224.10.10.10"
  static let groupWithoutRoute: IPv4Address = "225.0.0.1"
  static let groupIPv6: IPv6Address = "ff02::1:2:3"

  let left: Interface
  let right: Interface

  static func main() throws {
    let probe = try TwoNetworks(left: Interface(named: "left"), right: Interface(named: "right"))
    try probe.listen()
    try probe.listenWithoutInterface()
    try probe.sendWithoutInterface()
    try probe.sendIPv6()
    try probe.sendBeyondThisHost()
  }

  /// Who joins on one interface hears one network, unless it hears all that the host hears.
  func listen() throws {
    print("joined on one interface")
    let onLeft = try Receiver(joining: .ipv4(Self.group, on: left))
    let onRight = try Receiver(joining: .ipv4(Self.group, on: Interface(holding: "198.51.100.1")))
    for hearsAll in [false, true] {
      for receiver in [onLeft, onRight] { try receiver.socket.set(.multicastAll, to: hearsAll) }
      try sendOnBoth(to: onLeft, onRight)
      print("  on left, multicastAll \(hearsAll): \(try onLeft.heard())")
      print("  on right, multicastAll \(hearsAll): \(try onRight.heard())")
    }
    try onLeft.socket.set(.multicastAll, to: false)
    try onLeft.socket.join(.ipv4(Self.group, on: right))
    try sendOnBoth(to: onLeft)
    print("  on both: \(try onLeft.heard())")
    try onLeft.socket.leave(.ipv4(Self.group, on: left))
    try sendOnBoth(to: onLeft)
    print("  on both, then left the left: \(try onLeft.heard())")
  }

  /// Who joins on no interface in particular is on the one that the route leads to.
  func listenWithoutInterface() throws {
    print("joined on any interface")
    let receiver = try Receiver(joining: .ipv4(Self.group))
    try receiver.socket.set(.multicastAll, to: false)
    try sendOnBoth(to: receiver)
    print("  \(try receiver.heard())")
    do {
      _ = try Receiver(joining: .ipv4(Self.groupWithoutRoute))
    } catch {
      print("  \(error)")
    }
  }

  /// What is sent by no interface in particular goes where the route leads to.
  func sendWithoutInterface() throws {
    print("sent by any interface")
    let receivers = try [left, right].map { try Receiver(joining: .ipv4(Self.group, on: $0)) }
    let sender = try Socket(.ipv4, .datagram)
    for (interface, receiver) in zip([left, right], receivers) {
      try receiver.socket.set(.multicastAll, to: false)
      try sender.send("by route".utf8, to: receiver.group)
      print("  on \(interface): \(try receiver.heard())")
    }
    do {
      try sender.send([1], to: .ipv4(Self.groupWithoutRoute, port: 1))
    } catch {
      print("  \(error)")
    }
  }

  /// With IPv6 interfaces are given by their indices, and an address may hold one.
  func sendIPv6() throws {
    print("IPv6")
    for receiving in [left, right] {
      let receiver = try Receiver(joining: .ipv6(Self.groupIPv6, on: receiving))
      guard case .ipv6(let host, let port, _, _) = receiver.group else { continue }
      for sending in [left, right] {
        let sender = try Socket(.ipv6, .datagram)
        try sender.send(
          "scope \(sending)".utf8, to: .ipv6(host, port: port, scope: sending))
        try sender.set(.multicastInterfaceIPv6, to: sending)
        try sender.send("option \(sending)".utf8, to: receiver.group)
      }
      print("  on \(receiving): \(try receiver.heard())")
    }
  }

  /// What doesn't come back to this host still leaves it, and goes as far as it may.
  func sendBeyondThisHost() throws {
    print("loopback and reach")
    for receiving in try [left, Interface(named: "left-far")] {
      let receiver = try Receiver(joining: .ipv4(Self.group, on: receiving))
      try receiver.socket.set(.multicastAll, to: false)
      let sender = try Socket(.ipv4, .datagram)
      try sender.set(.multicastInterface, to: "192.0.2.1")
      for (isLooped, reach) in [(true, 1), (false, 1), (true, 0)] {
        try sender.set(.multicastLoopback, to: isLooped)
        try sender.set(.multicastTimeToLive, to: reach)
        try sender.send("\(isLooped) \(reach)".utf8, to: receiver.group)
      }
      print("  on \(receiving): \(try receiver.heard())")
    }
    for receiving in try [left, Interface(named: "left-far")] {
      let receiver = try Receiver(joining: .ipv6(Self.groupIPv6, on: receiving))
      let sender = try Socket(.ipv6, .datagram)
      try sender.set(.multicastInterfaceIPv6, to: left)
      for (isLooped, reach) in [(true, 1), (false, 1), (true, 0)] {
        try sender.set(.multicastLoopbackIPv6, to: isLooped)
        try sender.set(.multicastHops, to: reach)
        try sender.send("\(isLooped) \(reach)".utf8, to: receiver.group)
      }
      print("  on \(receiving), IPv6: \(try receiver.heard())")
    }
  }

  /// Sends a word on each network to each of the receivers.
  private func sendOnBoth(to receivers: Receiver...) throws {
    for (name, host) in [("left", "192.0.2.1" as IPv4Address), ("right", "198.51.100.1")] {
      let sender = try Socket(.ipv4, .datagram)
      try sender.set(.multicastInterface, to: host)
      for receiver in receivers { try sender.send(name.utf8, to: receiver.group) }
    }
  }
}

/// A member of a group, on a port of its own.
struct Receiver {
  let socket: Socket
  let group: Address
  private let ownAddress: Address

  init(joining group: Socket.MulticastGroup) throws {
    switch group {
    case .ipv4(let host, _):
      socket = try Socket(.ipv4, .datagram)
      try socket.bind(to: .ipv4(.any, port: 0))
      let port = try socket.localAddress.port ?? 0
      self.group = .ipv4(host, port: port)
      ownAddress = .ipv4(.loopback, port: port)
    case .ipv6(let host, _):
      socket = try Socket(.ipv6, .datagram)
      try socket.bind(to: .ipv6(.any, port: 0))
      let port = try socket.localAddress.port ?? 0
      self.group = .ipv6(host, port: port)
      ownAddress = .ipv6(.loopback, port: port)
    }
    try socket.join(group)
  }

  /// What has arrived.
  ///
  /// A datagram arrives while it is sent, as nothing here is between two hosts.
  func heard() throws -> [String] {
    let end = "the end"
    try Socket(ownAddress.family, .datagram).send(end.utf8, to: ownAddress)
    var texts: [String] = []
    while true {
      let text = String(decoding: try socket.receive(upTo: 64), as: UTF8.self)
      if text == end { return texts }
      texts.append(text)
    }
  }
}
