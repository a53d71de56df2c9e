import CLab
import Glibc
import LabProtocol

extension Endpoint {
  /// Asks getsockname(2) or getpeername(2) for a socket's name; `nil` if it has none.
  init?(
    _ call: (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt,
    of socket: CInt
  ) {
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var storage = sockaddr_storage()
    let result = withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(socket, $0, &length) }
    }
    guard result == 0 else { return nil }
    self.init(socketAddress: withUnsafeBytes(of: storage) { Array($0.prefix(Int(length))) })
  }

  /// Reads a `struct sockaddr`; `nil` if it has no name, or is of a family that isn't of interest.
  init?(socketAddress bytes: [UInt8]) {
    guard bytes.count >= 2 else { return nil }
    switch CInt(bytes.withUnsafeBytes { $0.loadUnaligned(as: sa_family_t.self) }) {
    case AF_INET where bytes.count >= 8: self.init(bytes[4..<8], portIn: bytes)
    case AF_INET6 where bytes.count >= 24: self.init(bytes[8..<24], portIn: bytes)
    case AF_UNIX:
      let path = bytes.dropFirst(2)
      guard let first = path.first else { return nil }
      // Abstract names begin with a NUL, and may hold others (unix(7)).
      self =
        first == 0
        ? .abstract(String(decoding: path.dropFirst(), as: UTF8.self))
        : .path(String(decoding: path.prefix { $0 != 0 }, as: UTF8.self))
    default: return nil
    }
  }

  private init?(_ address: ArraySlice<UInt8>, portIn bytes: [UInt8]) {
    guard let address = IPAddress(bytes: address) else { return nil }
    self = .ip(address, port: UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
  }
}

extension TracedSocket.Kind {
  /// Finds the kind of a socket, or returns `nil` for families such as netlink(7).
  init?(of socket: CInt) {
    func option(_ name: CInt) -> CInt {
      var value: CInt = -1
      var length = socklen_t(MemoryLayout<CInt>.size)
      return getsockopt(socket, SOL_SOCKET, name, &value, &length) == 0 ? value : -1
    }
    let type = option(SO_TYPE)
    switch (option(SO_DOMAIN), type) {
    case (AF_INET, CInt(SOCK_STREAM.rawValue)), (AF_INET6, CInt(SOCK_STREAM.rawValue)): self = .tcp
    case (AF_INET, CInt(SOCK_DGRAM.rawValue)), (AF_INET6, CInt(SOCK_DGRAM.rawValue)):
      self = option(SO_PROTOCOL) == CInt(IPPROTO_UDP) ? .udp : .raw
    case (AF_INET, _), (AF_INET6, _): self = .raw
    case (AF_UNIX, CInt(SOCK_STREAM.rawValue)): self = .unixStream
    case (AF_UNIX, CInt(SOCK_DGRAM.rawValue)): self = .unixDatagram
    case (AF_UNIX, CInt(SOCK_SEQPACKET.rawValue)): self = .unixSequencedPacket
    default: return nil
    }
  }
}
