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
  /// A single host without interfaces is the namespace that this process is in. Otherwise that namespace holds the
  /// switches, and no program ever runs in it.
  ///
  /// - Parameters:
  ///   - hosts: What they are called, and what they have.
  ///   - machine: What they are like besides.
  /// - Returns: The hosts, in the same order.
  /// - Throws: ``LabFailure`` with what couldn't be made.
  static func make(
    _ hosts: [LabRequest.Host], like machine: Machine
  ) throws(LabFailure) -> [LabHost] {
    if let host = hosts.first, hosts.count == 1, host.interfaces.isEmpty {
      try HostSettings.prepare(like: machine)
      return [try LabHost(named: host.name)]
    }
    var made: [LabHost] = []
    let room = try openNamespace()
    defer { close(room) }
    for host in hosts {
      try require(.unshare, to: .makeHost(host.name)) { unshare(CInt(LAB_NEWNET)) }
      try HostSettings.prepare(like: machine)
      try HostSettings.prepareIPv6()
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
      try host.visit { () throws(LabFailure) in try configureInterfaces(of: request, like: machine)
      }
    }
    try switches.waitUntilUp()
    return made
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
