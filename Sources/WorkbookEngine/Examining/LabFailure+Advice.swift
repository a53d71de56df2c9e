import Glibc
import LabProtocol
import WorkbookRun

extension LabFailure {
  /// What to do about it.
  var advice: String {
    if case .limit(let resource, _, _) = purpose {
      return "raise it before workbook is started: ulimit -\(resource.ulimit) unlimited"
    }
    return switch (call, code) {
    case (.userMap, _):
      "examples that type commands as root, after \"# \", need workbook to be started by root"
    case (.socket, EAFNOSUPPORT):
      "this kernel was started without IPv6, as with ipv6.disable=1"
    case (.schedGetaffinity, _): "this machine has fewer processors"
    case (.netlink, EOPNOTSUPP):
      "this kernel has no bridges or no virtual cables: sudo modprobe -a bridge veth"
    case (.access, _) where purpose == .findProgram("dash"):
      "the shell of labs is missing; install the package dash"
    case (.seccomp, EBUSY):
      "something that runs this tool answers for its system calls already; run it outside of that"
    case (.ptrace, _):
      """
      this machine doesn't let a program be traced. In Docker: --cap-add=SYS_PTRACE; elsewhere: sudo \
      sysctl -w kernel.yama.ptrace_scope=1
      """
    case (.unshare, EPERM), (.open, EPERM), (.open, EACCES), (.write, EPERM):
      """
      user namespaces are refused. On Ubuntu 24.04: sudo sysctl -w \
      kernel.apparmor_restrict_unprivileged_userns=0. In Docker: --security-opt seccomp=unconfined \
      --security-opt apparmor=unconfined. Or run workbook as root.
      """
    case (.unshare, ENOSPC):
      "there are no namespaces left: sudo sysctl -w user.max_user_namespaces=10000"
    case (.mount, EPERM):
      "a container hides parts of /proc; in Docker: --security-opt systempaths=unconfined"
    default:
      "this kernel lacks something; Linux 5.12 or later is needed"
    }
  }
}
