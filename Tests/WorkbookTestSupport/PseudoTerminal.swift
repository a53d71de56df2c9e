package import FoundationEssentials
import Glibc

/// A terminal with a shell in it, used as a reader uses one (pty(7)).
///
/// What is typed goes through the terminal, so that Ctrl-C and Ctrl-Z are what it makes of them.
package final class PseudoTerminal {
  private let terminal: CInt
  private let shell: pid_t
  private var seen: [UInt8] = []

  /// How long anything that must come is waited for, in milliseconds: a compiler may be at work.
  private static let patience: CInt = 120_000

  // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), and POSIX_SPAWN_SETSID, which Swift doesn't see.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int16 = 0x80

  /// Why a terminal is of no use.
  package struct Failure: Error {
    package let description: String
  }

  /// Opens a terminal, and lets dash run a script in it, with job control.
  ///
  /// - Throws: ``Failure``.
  package init(running script: String, in folder: URL) throws {
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, number): (CInt, CInt) = (0, 0)
    guard terminal >= 0, ioctl(terminal, Self.setLock, &isLocked) == 0,
      ioctl(terminal, Self.getNumber, &number) == 0
    else { throw Failure(description: "no terminal: \(String(cString: strerror(errno)))") }
    let name = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens is the session's.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let text = "cd '\(folder.path)' && { \(script); }"
    let words: [UnsafeMutablePointer<CChar>?] = [strdup("dash"), strdup("-mc"), strdup(text), nil]
    defer { for word in words { free(word) } }
    var shell = pid_t()
    let code = posix_spawnp(&shell, "dash", &actions, &attributes, words, environ)
    guard code == 0 else { throw Failure(description: String(cString: strerror(code))) }
    self.shell = shell
  }

  deinit {
    // The terminal's end is that of its session, but for what ignores it.
    close(terminal)
    kill(shell, SIGKILL)
    waitpid(shell, nil, 0)
  }

  package func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
  }

  /// Waits until a text has been shown, after what was waited for before.
  ///
  /// - Throws: ``Failure``, with what was shown instead, if it doesn't come or everything has ended.
  package func wait(for text: String) throws {
    while !String(decoding: seen, as: UTF8.self).contains(text) {
      var entry = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let isReady = poll(&entry, 1, Self.patience) == 1
      let count = isReady ? read(terminal, &buffer, buffer.count) : -1
      guard count > 0 else {
        throw Failure(
          description: "\(text) wasn't shown, but: \(String(decoding: seen, as: UTF8.self))")
      }
      seen += buffer.prefix(count)
    }
    let all = String(decoding: seen, as: UTF8.self)
    if let range = all.firstRange(of: text) { seen = Array(all[range.upperBound...].utf8) }
  }
}
