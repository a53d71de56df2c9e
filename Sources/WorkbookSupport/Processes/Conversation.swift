import Glibc
import Subprocess

extension ChildProcess {
  /// What is said to a running program, and what it prints.
  ///
  /// The program reads from a socket: writing to a pipe whose reader has died ends the whole process (`SIGPIPE`), and
  /// to ignore that signal would change what every program inherits that is started afterwards.
  package struct Conversation {
    private let input: CInt
    private var output: SubprocessOutputSequence.Iterator
    /// Ends the program at once (`SIGKILL`).
    package let kill: @Sendable () -> Void

    init(
      input: CInt, output: SubprocessOutputSequence.Iterator, kill: @escaping @Sendable () -> Void
    ) {
      (self.input, self.output, self.kill) = (input, output, kill)
    }

    /// Writes bytes to the program's standard input.
    ///
    /// The call waits for as long as the program reads nothing and the kernel has no more room.
    ///
    /// - Returns: Whether the program could take all of them; `false` if it has died or closed its input.
    package func send(_ bytes: [UInt8]) -> Bool {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(input, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }

    /// Waits for what the program prints next.
    ///
    /// - Returns: Some bytes; `nil` after the last ones.
    /// - Throws: `SubprocessError` of the kernel's.
    package mutating func receive() async throws -> [UInt8]? {
      try await output.next().map { buffer in buffer.withUnsafeBytes { Array($0) } }
    }

    /// Makes two connected sockets, which no other program inherits.
    static func socketPair() throws(Failure) -> (CInt, CInt) {
      var sockets: (CInt, CInt) = (-1, -1)
      let code = withUnsafeMutableBytes(of: &sockets) { bytes in
        bytes.withMemoryRebound(to: CInt.self) { descriptors -> CInt in
          let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
          return socketpair(AF_UNIX, kind, 0, descriptors.baseAddress)
        }
      }
      guard code == 0 else {
        throw Failure(description: "socketpair: \(String(cString: strerror(errno)))")
      }
      return sockets
    }
  }
}
