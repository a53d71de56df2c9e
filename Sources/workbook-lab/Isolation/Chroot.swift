import CLab
import Glibc

/// A root folder that a process was given by chroot(2), as in schroot, pbuilder or a rescue system.
///
/// The kernel gives no user namespace to a process whose root isn't that of its mount namespace, not even to root
/// (user_namespaces(7), `EPERM`).
enum Chroot {
  /// Makes the root folder that of a mount namespace of this process's own, which takes root.
  ///
  /// The process sees the same files as before. setns(2) leads to the root of the namespace, on which the folder is
  /// mounted then; and once more, to what is mounted there.
  ///
  /// - Returns: Whether that could be done; where it couldn't, the process may have a mount namespace of its own.
  static func leave() -> Bool {
    guard unshare(CInt(LAB_NEWNS)) == 0 else { return false }
    let flags = O_RDONLY | O_CLOEXEC
    // As it is mounted in the new namespace.
    let (root, namespace) = (open("/", flags | O_DIRECTORY), open("/proc/self/ns/mnt", flags))
    defer {
      close(root)
      close(namespace)
    }
    return root >= 0 && namespace >= 0
      && setns(namespace, CInt(LAB_NEWNS)) == 0
      && mount("none", "/", nil, UInt(LAB_MS_REC | LAB_MS_PRIVATE), nil) == 0
      && fchdir(root) == 0
      && mount(".", "/", nil, UInt(LAB_MS_BIND | LAB_MS_REC), nil) == 0
      && setns(namespace, CInt(LAB_NEWNS)) == 0
  }
}
