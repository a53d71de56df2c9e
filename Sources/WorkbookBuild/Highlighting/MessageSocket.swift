import Glibc
import SystemPackage

/// The end of a connected pair of sockets that a program's standard input is the other end of.
///
/// Writing to a pipe whose reader has died ends the whole process (`SIGPIPE`), and to ignore that signal
/// would change what every program inherits that is started afterwards. A socket can be told not to
/// raise it.
final class MessageSocket: Sendable {
  private let descriptor: CInt

  private init(descriptor: CInt) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Makes a pair.
  ///
  /// - Returns: The end to write to, which closes with the last reference to it, and the one to read
  ///   from, which is the caller's to close.
  /// - Throws: `Errno`.
  static func pair() throws(Errno) -> (ours: MessageSocket, theirs: FileDescriptor) {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
    return (MessageSocket(descriptor: ends[0]), FileDescriptor(rawValue: ends[1]))
  }

  /// Sends all the bytes.
  ///
  /// - Returns: Whether there is still somebody to send them to.
  func send(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.send(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
          CInt(MSG_NOSIGNAL))
        if count < 0 && errno != EINTR { return false }
        rest = rest.dropFirst(max(0, count))
      }
      return true
    }
  }
}
