import CLab
import Glibc
import LabProtocol

/// Settings of the network of the host that this process is on.
enum HostSettings {
  /// Raises the loopback interface, and sets what is set on every host.
  static func prepare(like machine: Machine) throws(LabFailure) {
    try NetworkDefaults.apply(machine.socketBuffers)
    try require(.ioctl, to: .raiseLoopback) { lab_raise_loopback() }
    try allowPing()
    try keepTimeWait()
    try setClientPorts(usualPorts)
    guard !machine.hasIPv6 else { return }
    for interface in ["all", "default"] {
      try set("ipv6/conf/\(interface)/disable_ipv6", to: "1")
    }
  }

  /// Sets something of this host, if its kernel knows it.
  ///
  /// - Parameters:
  ///   - setting: Its file, below `/proc/sys/net`.
  ///   - value: What is written into it.
  /// - Throws: ``LabFailure`` where the kernel knows it, and refuses the value.
  static func set(_ setting: String, to value: String) throws(LabFailure) {
    let path = "/proc/sys/net/\(setting)"
    do {
      try write(value.utf8, toFile: path)
    } catch {
      // Other kernels are older, or newer, or made without it.
      guard error.code == ENOENT else { throw error }
    }
  }

  /// Keeps a connection in `TIME-WAIT` for its whole minute, whatever comes (RFC 1337; `tcp_rfc1337` in the
  /// kernel's `networking/ip-sysctl`).
  ///
  /// Otherwise it ends early now and then. One processor may be about to deliver an acknowledgement that a
  /// timer has sent, while another delivers the end of the connection, which was sent later. To the
  /// acknowledgement, late as it is, `TIME-WAIT` answers with one of its own; the other side, which has
  /// forgotten the connection by then, answers that with a reset; and the reset would end `TIME-WAIT`. So a
  /// server would find its port free, once in some hundreds of runs.
  private static func keepTimeWait() throws(LabFailure) {
    try write("1".utf8, toFile: "/proc/sys/net/ipv4/tcp_rfc1337")
  }

  /// Lets programs use addresses at once, since no other host can have them (RFC 4862, section 5.4).
  ///
  /// It also keeps the host from asking for routers; a lab has none.
  static func prepareIPv6() throws(LabFailure) {
    for setting in ["accept_dad", "router_solicitations"] {
      try set("ipv6/conf/default/\(setting)", to: "0")
    }
  }

  /// Lets programs ask on the host that this process is on whether another one is there, as ping does
  /// (icmp(7), `ping_group_range`); they have no capability to do it in another way.
  private static func allowPing() throws(LabFailure) {
    try write(
      "\(Isolation.insideID) \(Isolation.insideID)".utf8,
      toFile: "/proc/sys/net/ipv4/ping_group_range")
  }

  /// Those that the kernel chooses from if nothing else is said (`ip_local_port_range`), but for those that windows have.
  static let usualPorts: ClosedRange<UInt16> = 32768...49999

  /// Sets the ports that connecting sockets get on the host that this process is on, until the next call.
  ///
  /// Linux prefers ranges that end with a port of the other parity, as it gives even and odd ones to different
  /// callers, and complains in the machine's log of any other; so such a range gets one more, which is
  /// reserved (`ip_local_reserved_ports` in the kernel's `networking/ip-sysctl`).
  static func setClientPorts(_ ports: ClosedRange<UInt16>) throws(LabFailure) {
    var (first, last) = (ports.lowerBound, ports.upperBound)
    var reserved: UInt16?
    if (last - first).isMultiple(of: 2), last < .max {
      last += 1
      reserved = last
    } else if (last - first).isMultiple(of: 2) {
      first -= 1
      reserved = first
    }
    let folder = "/proc/sys/net/ipv4"
    try write(
      "\(reserved.map(String.init) ?? "")\n".utf8, toFile: "\(folder)/ip_local_reserved_ports")
    try write("\(first) \(last)".utf8, toFile: "\(folder)/ip_local_port_range")
  }
}
