import FoundationEssentials
import Glibc

/// What the tool runs in, as far as that says why a lab is refused.
package struct Surroundings: Hashable, Sendable {
  package var isRoot = false
  /// Whether it is in a user namespace of its own, as in most sandboxes and rootless containers; root isn't root of the
  /// machine then.
  package var isInUserNamespace = false
  /// Whether a filter of system calls binds it (seccomp(2)), as in most containers.
  package var isFiltered = false
  /// Whether its root folder isn't that of the machine, or container (chroot(2)).
  package var isChrooted = false
  /// Whether only root may enter the root folder, as one that mktemp(1) has made.
  package var isRootFolderClosed = false
  /// Whether only root may make user namespaces (Debian's `kernel.unprivileged_userns_clone`).
  package var isForRootOnly = false
  /// Whether AppArmor takes away what ordinary users may do in user namespaces, as on Ubuntu 24.04.
  package var isRestrictedByAppArmor = false
  /// The value of `kernel.yama.ptrace_scope`, where the kernel has Yama.
  package var yamaScope: Int?

  package init() {}

  /// What it is now.
  package static var current: Surroundings {
    var surroundings = Surroundings(isRoot: geteuid() == 0) { path in
      (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
    }
    var status = stat()
    surroundings.isRootFolderClosed = stat("/", &status) == 0 && status.st_mode & S_IXOTH == 0
    return surroundings
  }

  /// Finds it out.
  ///
  /// - Parameters:
  ///   - isRoot: Whether the user is root.
  ///   - text: The text of a file; `nil` if it can't be read.
  init(isRoot: Bool, reading text: (String) -> String?) {
    func value(_ name: String) -> Int? {
      text("/proc/sys/kernel/\(name)").flatMap { Int($0.split(separator: "\n").first ?? "") }
    }
    self.isRoot = isRoot
    // user_namespaces(7), "Defining user and group ID mappings"
    let map = text("/proc/self/uid_map")?.split { $0 == " " || $0 == "\n" }
    isInUserNamespace = map.map { $0 != ["0", "0", "4294967295"] } ?? false
    isFiltered = text("/proc/self/status")?.contains("\nSeccomp:\t2\n") ?? false
    isChrooted = Self.isChrooted(
      own: text("/proc/self/mountinfo"), ofFirst: text("/proc/1/mountinfo"))
    isForRootOnly = value("unprivileged_userns_clone") == 0
    isRestrictedByAppArmor = value("apparmor_restrict_unprivileged_userns") == 1
    yamaScope = value("yama/ptrace_scope")
  }

  /// Whether nothing is mounted at the root folder, or what is mounted elsewhere for the first process of the machine.
  ///
  /// - Parameters:
  ///   - own: The mounts that the tool sees (proc_pid_mountinfo(5)).
  ///   - first: Those that the first process sees.
  /// - Returns: Whether one of the two holds.
  private static func isChrooted(own: String?, ofFirst first: String?) -> Bool {
    guard let own, !own.isEmpty else { return false }
    func mounts(_ text: String) -> [(number: Substring, place: Substring)] {
      text.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " ")
        return fields.count > 4 ? (fields[0], fields[4]) : nil
      }
    }
    // What is mounted last is what is seen.
    guard let root = mounts(own).last(where: { $0.place == "/" }) else { return true }
    return mounts(first ?? "").contains { $0.number == root.number && $0.place != "/" }
  }
}
