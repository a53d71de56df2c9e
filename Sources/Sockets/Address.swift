import Glibc

/// Where a socket is: a host and a port.
///
/// ```swift
/// let server = Address.ipv4("127.0.0.1", port: 10000)
/// print(server)  // 127.0.0.1:10000
/// ```
public enum Address: Hashable, Sendable {
  /// A host and a port of IPv4. The corresponding C type is `struct sockaddr_in` (ip(7)).
  case ipv4(IPv4Address, port: UInt16)
}

extension Address: CustomStringConvertible {
  public var description: String {
    switch self {
    case .ipv4(let host, let port): "\(host):\(port)"
    }
  }
}

extension Address {
  /// Lends the address to a call in the form that the kernel reads.
  func withSocketAddress<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    switch self {
    case .ipv4(let host, let port):
      var raw = sockaddr_in()
      raw.sin_family = sa_family_t(AF_INET)
      raw.sin_port = port.bigEndian
      raw.sin_addr.s_addr = host.number.bigEndian
      return withUnsafePointer(to: &raw) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
  }

  /// Reads the address that a call wrote.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/familyNotSupported`` for a family other than those
  ///   of ``Socket/Family``; only an adopted descriptor can have one.
  static func written(
    by call: String,
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
  ) throws(SocketError) -> (result: CInt, address: Address) {
    var storage = sockaddr_storage()
    let result = try systemCall(call) {
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      return withUnsafeMutablePointer(to: &storage) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
      }
    }
    guard storage.ss_family == sa_family_t(AF_INET) else {
      throw SocketError(call: call, code: .familyNotSupported)
    }
    let raw = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in.self) }
    let host = IPv4Address(number: UInt32(bigEndian: raw.sin_addr.s_addr))
    return (result, .ipv4(host, port: UInt16(bigEndian: raw.sin_port)))
  }
}
