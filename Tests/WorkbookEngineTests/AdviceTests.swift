import Glibc
import LabProtocol
import Testing

@testable import WorkbookEngine

/// What to do where a lab is refused.
@Suite struct AdviceTests {
  /// A machine, by its files.
  private func surroundings(
    isRoot: Bool = false, map: String = "0 0 4294967295", filter: Int = 0,
    mounts: String = "22 1 8:1 / / rw", first: String = "22 1 8:1 / / rw",
    _ settings: [String: String] = [:]
  ) -> Surroundings {
    Surroundings(isRoot: isRoot) { path in
      switch path {
      case "/proc/self/uid_map": "         \(map)\n"
      case "/proc/self/status": "Name:\ta\nSeccomp:\t\(filter)\nSeccomp_filters:\t1\n"
      case "/proc/self/mountinfo": mounts + "\n"
      case "/proc/1/mountinfo": first + "\n"
      default: settings[path].map { $0 + "\n" }
      }
    }
  }

  private func advice(
    _ purpose: LabFailure.Purpose, _ call: SystemCall, _ code: CInt, in surroundings: Surroundings
  ) -> String {
    LabFailure(purpose: purpose, call: call, code: code).advice(in: surroundings)
  }

  @Test func `refused namespaces have many causes`() {
    let chroot = "30 1 8:1 / /proc rw"
    for (surroundings, words) in [
      (surroundings(), "as they are in a chroot; run workbook as root"),
      (surroundings(isRoot: true), "refused, even to root; in a container"),
      (surroundings(filter: 2), "a filter of system calls refuses"),
      (surroundings(isRoot: true, filter: 2), "a filter of system calls refuses"),
      (surroundings(mounts: chroot), "run workbook in it as root"),
      // What is mounted at the root folder is mounted elsewhere for the first process of the machine.
      (
        surroundings(mounts: "44 27 0:40 / / rw", first: "22 1 8:1 / / rw\n44 27 0:40 / /srv/a rw"),
        "run workbook in it as root"
      ),
      // Another mount namespace, as in a container that shows the machine's processes.
      (surroundings(mounts: "90 80 0:40 / / rw"), "run workbook as root"),
      (surroundings(isRoot: true, mounts: chroot), "run workbook outside of it"),
      (
        surroundings(["/proc/sys/kernel/unprivileged_userns_clone": "0"]),
        "kernel.unprivileged_userns_clone=1"
      ),
      (
        surroundings(["/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"]),
        "kernel.apparmor_restrict_unprivileged_userns=0"
      ),
      (
        surroundings(["/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0"]),
        "run workbook as root"
      ),
    ] {
      for (purpose, call, code) in [
        (.makeUserNamespace, .unshare, EPERM), (.makeNamespaces, .unshare, EPERM),
        (.write(path: "/proc/self/uid_map"), .write, EPERM),
        (.write(path: "/proc/self/setgroups"), .open, EACCES), (.keepMounts, .mount, EACCES),
      ] as [(LabFailure.Purpose, SystemCall, CInt)] {
        let advice = advice(purpose, call, code, in: surroundings)
        #expect(advice.contains(words), "\(advice)")
        // Root has nothing of such advice.
        #expect(!surroundings.isRoot || !advice.contains("as root"), "\(advice)")
        #expect(!advice.contains("\n"))
      }
    }
  }

  @Test func `a root folder that is closed to users is told`() {
    var chroot = surroundings(isRoot: true, mounts: "30 1 8:1 / /proc rw")
    chroot.isRootFolderClosed = true
    #expect(advice(.makeRoot, .mount, EACCES, in: chroot).hasSuffix("chmod a+rx /"))
    chroot.isRoot = false
    #expect(advice(.makeRoot, .mount, EACCES, in: chroot).contains("as root"))
  }

  @Test func `other refusals have one cause each`() {
    let machine = surroundings(isRoot: true)
    let sandbox = surroundings(map: "1000 1000 1")
    func traced(_ scope: String, filter: Int = 0) -> Surroundings {
      surroundings(filter: filter, ["/proc/sys/kernel/yama/ptrace_scope": scope])
    }
    for (purpose, call, code, surroundings, words) in [
      (.makeUserNamespace, .unshare, ENOSPC, machine, "sysctl -w user.max_user_namespaces="),
      (.makeUserNamespace, .unshare, ENOSPC, sandbox, "without that option"),
      (.mountProc, .mount, EPERM, machine, "hides parts of /proc"),
      (.mountProc, .mount, EPERM, self.surroundings(filter: 2), "a filter of system calls"),
      (.tracePrograms, .ptrace, EPERM, traced("1"), "a security module"),
      (.tracePrograms, .ptrace, EPERM, traced("2"), "kernel.yama.ptrace_scope=1"),
      (.tracePrograms, .ptrace, EPERM, traced("3"), "until the machine starts again"),
      (.tracePrograms, .ptrace, EPERM, traced("1", filter: 2), "--cap-add=SYS_PTRACE"),
      (.startFirstProcess, .fork, EAGAIN, machine, "ulimit -u"),
      (.makeRoot, .mount, ENOMEM, machine, "too little memory"),
      (.makeReadOnly(path: "/usr"), .mountSetattr, ENOSYS, machine, "Linux 5.12"),
      (
        .makeReadOnly(path: "/usr"), .mountSetattr, ENOSYS, self.surroundings(filter: 2),
        "a filter of system calls"
      ),
      (.makeSwitch(interface: "eth0"), .netlink, EOPNOTSUPP, machine, "modprobe -a bridge veth"),
      (.findProgram("dash"), .access, ENOENT, machine, "the package dash"),
      (
        .findProgram("ss"), .access, ENOENT, machine,
        "install the package that has it, or correct its name in needs="
      ),
      (.noticeCalls, .seccomp, EBUSY, machine, "run it outside of that"),
      (.runAsRoot, .userMap, EPERM, sandbox, "started by root"),
      (.copyProgram(path: "/a"), .open, EACCES, machine, "what every lab takes"),
    ] as [(LabFailure.Purpose, SystemCall, CInt, Surroundings, String)] {
      let advice = advice(purpose, call, code, in: surroundings)
      #expect(advice.contains(words), "\(purpose): \(advice)")
    }
  }
}
