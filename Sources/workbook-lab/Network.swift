/// What is on its way between the sockets of the lab.
enum Network {
  private static let tables = ["tcp", "tcp6", "udp", "udp6"].map { "/proc/net/\($0)" }
  /// The state in which a closed connection waits for strays (`TCP_TIME_WAIT`, in hexadecimal).
  private static let timeWait: Substring = "06"

  /// Whether a socket holds bytes that weren't acknowledged, or weren't received.
  static var isBusy: Bool {
    tables.contains { path in
      guard let table = text(of: path) else { return false }
      return table.split(separator: "\n").dropFirst().contains(where: hasQueue)
    }
  }

  /// Reads a line such as `0: 0100007F:2710 00000000:0000 0A 00000000:00000001 …`: number, local and
  /// remote address, state, and the queues to send and to receive.
  private static func hasQueue(_ line: Substring) -> Bool {
    let fields = line.split(separator: " ", maxSplits: 5)
    guard fields.count > 4, fields[3] != timeWait else { return false }
    // A listening socket's queue counts connections, which nobody need take.
    if fields[3] == "0A" { return false }
    return fields[4] != "00000000:00000000"
  }
}
