import Glibc
package import LabProtocol
import WorkbookRun

extension LabFailure {
  /// What to do about it.
  ///
  /// - Parameter surroundings: What the tool runs in, which says why it is refused.
  /// - Returns: One sentence, without a full stop.
  package func advice(in surroundings: Surroundings) -> String {
    switch purpose {
    case .limit(let resource, let needed, _):
      return """
        have it raised before workbook is started: ulimit -\(resource.ulimit) \(resource.shellValue(needed)), as root, or \
        by a line in /etc/security/limits.conf
        """
    case .find(.ipv6): return "this kernel was started without IPv6, as with ipv6.disable=1"
    case .find(.processors): return "this machine has fewer processors"
    case .find(.usualBuffers): return "only a lab that is to be like another machine has other ones"
    default: break
    }
    switch (call, code) {
    case (.userMap, _):
      return
        "examples that type commands as root, after \"# \", need workbook to be started by root"
    case (.netlink, EOPNOTSUPP):
      return "this kernel has no bridges or no virtual cables: sudo modprobe -a bridge veth"
    case (.access, _) where purpose == .findProgram("dash"):
      return "the shell of labs is missing; install the package dash"
    case (.access, _):
      return "install the package that has it, or correct its name in needs="
    case (.seccomp, EBUSY):
      return
        "something that runs this tool answers for its system calls already; run it outside of that"
    case (.ptrace, _):
      return surroundings.adviceOnTracing
    case (.unshare, ENOSPC), (.unshare, EUSERS):
      return surroundings.adviceOnLimit
    case (.fork, EAGAIN):
      return "this user has as many processes as it may have; ulimit -u shows how many"
    case (_, ENOMEM):
      return "there is too little memory"
    case (.mount, EPERM) where purpose == .mountProc && !surroundings.isFiltered:
      return Surroundings.adviceOnHiddenFiles
    default: break
    }
    // Filters refuse calls like this that are newer than they are.
    if isRefusedIsolation || surroundings.isFiltered && code == ENOSYS {
      return surroundings.adviceOnNamespaces
    }
    if isLackingInKernel { return "this kernel lacks something; Linux 5.12 or later is needed" }
    return "the kernel refuses what every lab takes; docs/machines.md says what that is"
  }

  /// Whether it is about what keeps a lab apart from the machine, and who asks may not have it.
  private var isRefusedIsolation: Bool {
    guard [EPERM, EACCES].contains(code) else { return false }
    switch call {
    case .unshare, .setns, .mount, .mountSetattr, .pivotRoot, .umount2, .write, .open:
      switch purpose {
      case .read, .copyProgram, .copyPrograms: return false
      default: return true
      }
    default: return false
    }
  }

  private var isLackingInKernel: Bool {
    [ENOSYS, EINVAL, EOPNOTSUPP, ENODEV, EPROTONOSUPPORT, EAFNOSUPPORT].contains(code)
  }
}

extension Surroundings {
  static let adviceOnHiddenFiles = """
    a container hides parts of /proc, and the kernel shows no other one there; start it with \
    --security-opt systempaths=unconfined (Docker) or --security-opt unmask=ALL (Podman)
    """

  private static let dockerOptions = """
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --security-opt systempaths=unconfined
    """

  /// What to do where namespaces, or what takes them, are refused.
  var adviceOnNamespaces: String {
    if isRoot, isRootFolderClosed {
      return "labs run as ordinary users, who may not enter the root folder: chmod a+rx /"
    }
    if isFiltered {
      return """
        a filter of system calls refuses what labs take, as in a container or a service; start the container \
        with \(Self.dockerOptions) (Docker; Podman has unmask=ALL for the last one)
        """
    }
    if isChrooted {
      return isRoot
        ? "this is a chroot, and its root may not make what labs take; run workbook outside of it"
        : """
        this is a chroot, in which the kernel gives no user namespaces to ordinary users; run workbook in \
        it as root, which no program of a chapter is, or outside of it
        """
    }
    if isRoot {
      return """
        user namespaces are refused, even to root; in a container, start that with \(Self.dockerOptions); \
        elsewhere, a security module does it, and dmesg may say which
        """
    }
    if isForRootOnly {
      return """
        ordinary users may make no user namespaces: sudo sysctl -w \
        kernel.unprivileged_userns_clone=1, or run workbook as root
        """
    }
    if isRestrictedByAppArmor {
      return """
        AppArmor gives ordinary users no user namespaces that are of use: sudo sysctl -w \
        kernel.apparmor_restrict_unprivileged_userns=0, or run workbook as root
        """
    }
    return "user namespaces are refused to this user, as they are in a chroot; run workbook as root"
  }

  /// What to do where there are as many namespaces as there may be.
  var adviceOnLimit: String {
    isInUserNamespace
      ? """
      what this runs in allows no further user namespaces, as bwrap --disable-userns does; run workbook outside \
      of it, or without that option
      """
      : "there may be no more namespaces: sudo sysctl -w user.max_user_namespaces=10000"
  }

  /// What to do where programs can't be traced.
  var adviceOnTracing: String {
    switch yamaScope ?? 0 {
    case 3...:
      return
        "kernel.yama.ptrace_scope is 3, so nothing can be traced until the machine starts again"
    case 2: return "only root may trace: sudo sysctl -w kernel.yama.ptrace_scope=1"
    default:
      return isFiltered
        ? "a filter of system calls refuses ptrace; start the container with --cap-add=SYS_PTRACE"
        : "this machine lets no program be traced; a security module may refuse it"
    }
  }
}
