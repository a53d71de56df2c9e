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
  /// - Parameter withRoot: Whether some of its programs run as root of the lab, which takes root outside.
  /// - Throws: ``LabFailure`` where the kernel or the container refuses a namespace.
  static func enter(withRoot: Bool) throws(LabFailure) {
    if geteuid() == 0, isInitialUserNamespace {
      try enterUserNamespaceAsRoot(withRoot: withRoot)
    } else {
      // One user may be given but one number, its own (user_namespaces(7)).
      guard !withRoot else {
        throw LabFailure(purpose: .runAsRoot, call: .userMap, code: EPERM)
      }
      // Afterwards the numbers are no longer known.
      let (user, group) = (geteuid(), getegid())
      try require(.unshare, to: .makeUserNamespace) { makeUserNamespace() }
      try writeMaps(of: "self", [(insideID, user)], [(insideID, group)])
    }

    let rest = LAB_NEWNET | LAB_NEWPID | LAB_NEWNS | LAB_NEWIPC | LAB_NEWUTS
    try require(.unshare, to: .makeNamespaces) { unshare(CInt(rest)) }
    // The tool's control group is the topmost one to the lab (cgroup_namespaces(7)); a kernel may have none.
    if unshare(CInt(LAB_NEWCGROUP)) != 0, errno != EINVAL {
      throw LabFailure(purpose: .makeNamespaces, call: .unshare, code: errno)
    }
    forbidFurtherUserNamespaces()
    // Keys of the tool's user would be seen, and what the lab keeps would be left with that user.
    try require(.keyctl, to: .leaveKeyring) { lab_leave_session_keyring() }
  }

  /// Becomes a user of its own instead of root, in a user namespace that root has made.
  ///
  /// Limits on processes don't bind real root, and file permissions don't either, so nothing that a
  /// chapter brings may run as root. The number lies in a range that systemd's "Users, Groups, UIDs
  /// and GIDs" leaves unused; being different for every lab, it keeps labs from counting each
  /// other's processes.
  ///
  /// Root makes the namespace while it is root, as a machine may refuse them to everybody else
  /// (AppArmor on Ubuntu 24.04). Only a process outside the namespace may map the user
  /// (user_namespaces(7), "Defining user and group ID mappings").
  private static func enterUserNamespaceAsRoot(withRoot: Bool) throws(LabFailure) {
    let purpose = LabFailure.Purpose.makeUserNamespace
    let own: uid_t = 0x7000_0000 + 2 * uid_t(getpid())
    // Outside, the lab's root isn't root either.
    var map = [(inside: insideID, outside: own)]
    if withRoot { map.append((inside: 0, outside: own + 1)) }
    let process = getpid()
    try require(.setgroups, to: .giveUpGroups) { setgroups(0, nil) }
    var ends: [CInt] = [-1, -1]
    try require(.pipe2, to: purpose) { pipe2(&ends, O_CLOEXEC) }
    let writer = try require(.fork, to: purpose) { lab_fork() }
    if writer == 0 {
      close(ends[1])
      var byte: UInt8 = 0
      // Where the namespace couldn't be made, there is nothing to say about it.
      guard read(ends[0], &byte, 1) == 1 else { _exit(0) }
      do {
        try writeMaps(of: "\(process)", map, map)
        _exit(0)
      } catch {
        _exit(error.code)
      }
    }
    close(ends[0])
    let result = makeUserNamespace()
    let code = errno
    if result == 0 { try write([1], to: ends[1], for: purpose) }
    close(ends[1])
    var status: CInt = 0
    try require(.waitpid, to: purpose) { waitpid(writer, &status, 0) }
    guard result == 0 else { throw LabFailure(purpose: purpose, call: .unshare, code: code) }
    guard status == 0 else {
      throw LabFailure(purpose: .writeUserMap, call: .write, code: status >> 8 & 0xff)
    }
    try require(.setresgid, to: .becomeOrdinaryUser) {
      setresgid(insideID, insideID, insideID)
    }
    try require(.setresuid, to: .becomeOrdinaryUser) {
      setresuid(insideID, insideID, insideID)
    }
    // Changing users hides /proc/self from oneself.
    try require(.prctl, to: .becomeOrdinaryUser) { lab_set_dumpable(1) }
  }

  /// Makes the user namespace; root does so in a chroot, too.
  ///
  /// - Returns: 0, or -1 with the first value of `errno`.
  private static func makeUserNamespace() -> CInt {
    let kind = CInt(LAB_NEWUSER)
    guard unshare(kind) != 0 else { return 0 }
    let code = errno
    guard code == EPERM, Chroot.leave(), unshare(kind) == 0 else {
      errno = code
      return -1
    }
    return 0
  }

  private static func writeMaps(
    of process: String, _ users: [(inside: uid_t, outside: uid_t)],
    _ groups: [(inside: gid_t, outside: gid_t)]
  ) throws(LabFailure) {
    func lines(_ map: [(inside: UInt32, outside: UInt32)]) -> String {
      map.map { "\($0.inside) \($0.outside) 1\n" }.joined()
    }
    try write("deny".utf8, toFile: "/proc/\(process)/setgroups")
    // Each can be written once, and as a whole.
    try write(lines(users).utf8, toFile: "/proc/\(process)/uid_map")
    try write(lines(groups).utf8, toFile: "/proc/\(process)/gid_map")
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
}
