/// What programs of a lab see of the machine that they run on, as far as machines differ in it.
///
/// Each value is the same on every machine, whatever it and the tool's user prefer. Another value makes a lab like
/// another machine, which shows what depends on it.
package struct Machine: Codable, Hashable, Sendable {
  /// What new files don't permit (umask(2)).
  package var umask: UInt32 = 0o022
  /// How large a stack may grow, in bytes (`RLIMIT_STACK`).
  package var stackSize: UInt64 = 8 << 20
  /// How many of the machine's processors programs may run on; all of them if this is `nil`.
  package var processors: Int?
  /// Whether the kernel knows IPv6, where this machine's does.
  package var hasIPv6 = true
  /// How large the buffers of TCP sockets are.
  package var socketBuffers = SocketBuffers()
  /// The number of the process before the first one that is started in a window; `nil` goes on from the lab's own.
  package var lastProcess: Int?
  /// The name of the program that is `/bin/sh`, or `nil` for the machine's own; the shell of windows is dash in any case.
  package var shell: String?
  /// Variables of the environment, added to the usual ones or in their place.
  package var environment: [String: String] = [:]
  /// The one of the request's programs that is a library, and that every other one loads first (`LD_PRELOAD`).
  package var library: String?
  /// How much less of a processor programs get than others (nice(2)), from 0 to 19.
  package var niceness: Int32 = 0

  package init() {}

  /// How many bytes the buffers of a TCP socket hold: at least, at first and at most (tcp(7)).
  package struct SocketBuffers: Codable, Hashable, Sendable {
    /// `tcp_rmem`, as Linux 6.1 has it with some gigabytes of memory.
    package var receive: [Int] = [4096, 131_072, 6_291_456]
    /// `tcp_wmem`, likewise.
    package var send: [Int] = [4096, 16384, 4_194_304]

    package init() {}

    /// The same, each so many times as large.
    package func scaled(by factor: Double) -> SocketBuffers {
      var scaled = self
      scaled.receive = receive.map { Int(Double($0) * factor) }
      scaled.send = send.map { Int(Double($0) * factor) }
      return scaled
    }
  }
}
