import CLab
import Glibc
import LabProtocol

/// The line between a window and its shell: commands go one way, and exit statuses come the other.
///
/// It is a pair of sockets. A pipe could be opened once more by any program of the window, in the shell's
/// `/proc/PID/fd`, to read commands that are meant for the shell, or to tell statuses in its place; a socket can't.
/// It is a stream, as some shells read as much as there is, and others byte by byte (dash from 0.5.13 on). A shell that
/// reads ahead forgets what it has read when Ctrl-C is pressed, so a command is sent when the one before has ended.
///
/// Nothing that the shell does, or leaves undone, keeps this process waiting: what there is no room for is kept here.
struct ShellLine {
  /// The end of this process.
  let descriptor: CInt
  /// The end of the shell, which has it once it was started.
  private let far: CInt
  /// What the links in `/proc/PID/fd` call the shell's end.
  private let farLink: String?
  /// What there was no room for yet.
  private var unsent: ArraySlice<UInt8> = []

  /// What was heard of a line that hasn't ended; `nil` if that is too long to be a status.
  private var heard: [UInt8]? = []

  /// How many bytes are sent at once.
  private static let mostSent = 4096
  /// How long a line may be that the shell says, in bytes.
  private static let longestLine = 64

  /// Makes one in the network namespace that this process is in, where its sockets are listed (`ss -x`): programs must
  /// be in another one.
  init() throws(LabFailure) {
    var ends: [CInt] = [-1, -1]
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    try require(.socketpair, to: .startShell) { socketpair(AF_UNIX, type, 0, &ends) }
    descriptor = ends[0]
    far = try movedAside(ends[1], for: .startShell)
    farLink = linkTarget(of: "/proc/self/fd/\(far)")
  }

  /// In the shell's process: makes the other end some of its descriptors.
  func take(as numbers: [CInt]) throws(LabFailure) {
    for number in numbers { try require(.dup2, to: .prepareCommand) { dup2(far, number) } }
  }

  /// In this process: leaves the other end to the shell alone.
  func letGo() { Glibc.close(far) }

  /// Lets go of both ends.
  func close() {
    Glibc.close(descriptor)
    letGo()
  }

  /// Whether a descriptor of a process is the shell's end.
  func isEnd(_ descriptor: CInt, of process: pid_t) -> Bool {
    farLink != nil && linkTarget(of: "/proc/\(process)/fd/\(descriptor)") == farLink
  }

  /// Whether something was said that the shell hasn't been sent.
  var hasUnsent: Bool { !unsent.isEmpty }

  /// Says something to the shell, as far as there is room.
  ///
  /// - Throws: ``LabFailure`` where the kernel refuses it.
  mutating func say(_ text: String) throws(LabFailure) {
    unsent += Array(text.utf8)
    try send()
  }

  /// Sends what there was no room for, as far as there is now.
  ///
  /// A shell that has ended hears nothing more, which its end tells.
  mutating func send() throws(LabFailure) {
    while !unsent.isEmpty {
      let message = Array(unsent.prefix(Self.mostSent))
      let flags = CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)
      let count = Glibc.send(descriptor, message, message.count, flags)
      switch count < 0 ? errno : 0 {
      case 0: unsent = unsent.dropFirst(count)
      case EINTR: continue
      case EAGAIN, ENOBUFS: return
      case EPIPE, ECONNRESET: unsent = []
      case let code: throw LabFailure(purpose: .startShell, call: .send, code: code)
      }
    }
  }

  /// The lines that the shell has said since the last time, without those that are too long to be a status.
  ///
  /// Programs that say something in its place may go on for ever, so it hears no more than some of it at once.
  mutating func hear() -> [String] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
    var lines: [String] = []
    for byte in buffer.prefix(max(0, count)) {
      if byte == UInt8(ascii: "\n") {
        if let heard { lines.append(String(decoding: heard, as: UTF8.self)) }
        heard = []
      } else {
        heard?.append(byte)
        if let length = heard?.count, length > Self.longestLine { heard = nil }
      }
    }
    return lines
  }
}
