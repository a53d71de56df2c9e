import CLab
import Glibc
import LabProtocol

/// The namespaces of a lab, and the user that its programs run as.
enum Isolation {
  /// The user and the group that programs see; `reader` in the lab's `/etc/passwd`.
  static let insideID: uid_t = 1000

  /// Leaves every namespace of the machine behind.
  ///
  /// Afterwards the next child of this process is the first process of the lab: number 1 of its own
  /// process namespace, in a network that holds nothing. The process that calls this must have one
  /// thread (unshare(2), `CLONE_NEWUSER`).
  ///
  /// - Throws: ``LabFailure`` where the kernel or the container refuses a namespace.
  static func enter() throws(LabFailure) {
    try stopBeingRoot()
    let (user, group) = (geteuid(), getegid())
    try require("unshare", to: "make a user namespace") { unshare(CInt(LAB_NEWUSER)) }
    try write("deny".utf8, toFile: "/proc/self/setgroups")
    try write("\(insideID) \(user) 1".utf8, toFile: "/proc/self/uid_map")
    try write("\(insideID) \(group) 1".utf8, toFile: "/proc/self/gid_map")

    let rest = LAB_NEWNET | LAB_NEWPID | LAB_NEWNS | LAB_NEWIPC | LAB_NEWUTS
    try require("unshare", to: "make the lab's namespaces") { unshare(CInt(rest)) }
    forbidFurtherUserNamespaces()
  }

  /// Gives root's identity up, for a user that nobody else is.
  ///
  /// Limits on processes don't bind real root, and file permissions don't either, so nothing that a
  /// chapter brings may run as root. The number lies in a range that systemd's "Users, Groups, UIDs
  /// and GIDs" leaves unused; being different for every lab, it keeps labs from counting each
  /// other's processes. A container may know no such user; then it is `nobody`.
  private static func stopBeingRoot() throws(LabFailure) {
    guard geteuid() == 0, isInitialUserNamespace else { return }
    let own: uid_t = 0x7000_0000 + uid_t(getpid())
    let nobody: uid_t = 65534
    try require("setgroups", to: "give up root's groups") { setgroups(0, nil) }
    if setresgid(own, own, own) != 0 || setresuid(own, own, own) != 0 {
      try require("setresgid", to: "become an ordinary user") { setresgid(nobody, nobody, nobody) }
      try require("setresuid", to: "become an ordinary user") { setresuid(nobody, nobody, nobody) }
    }
    // Changing users hides /proc/self from oneself, where the maps of the namespace are written.
    try require("prctl", to: "write the lab's user map") { lab_set_dumpable(1) }
  }

  /// Whether user numbers mean what they say (user_namespaces(7)); elsewhere, as in most rootless
  /// containers, root is an ordinary user of the machine already.
  private static var isInitialUserNamespace: Bool {
    let map = text(of: "/proc/self/uid_map")?.split { $0 == " " || $0 == "\n" }
    return map ?? [] == ["0", "0", "4294967295"]
  }

  /// Keeps programs from making user namespaces in the lab, where they would be root again.
  ///
  /// Best effort: what such a root could do is still bounded by the lab's own namespaces.
  private static func forbidFurtherUserNamespaces() {
    try? write("0".utf8, toFile: "/proc/sys/user/max_user_namespaces")
  }

  /// Sets the ports that connecting sockets get on the host that this process is on, until the next call.
  static func setClientPorts(_ ports: ClosedRange<UInt16>) throws(LabFailure) {
    try write(
      "\(ports.lowerBound) \(ports.upperBound)".utf8,
      toFile: "/proc/sys/net/ipv4/ip_local_port_range")
  }
}
