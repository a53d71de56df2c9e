extension Socket: CustomStringConvertible {
  /// What the socket is and whom it connects, such as
  /// `Socket(3, ipv4 stream, 127.0.0.1:49964 -> 127.0.0.1:10000)`.
  public var description: String {
    let number = descriptor
    guard number != -1 else { return "Socket(closed, \(family) \(kind))" }
    let ends = [try? localAddress, try? peerAddress].compactMap { $0?.description }
    let addresses = ends.joined(separator: " -> ")
    return "Socket(\(number), \(family) \(kind)\(addresses.isEmpty ? "" : ", " + addresses))"
  }
}
