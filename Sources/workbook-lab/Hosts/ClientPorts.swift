import CLab
import Glibc
import LabProtocol

/// The ports of a window: those that sockets of its programs get if they don't name one.
///
/// The kernel would choose at random. These are handed out in their order, to each protocol by itself, and each
/// once before the first comes again; so the first connection, the second and so on have the same numbers in
/// every run, whichever side closes them, and whether or not the number is free again by then.
struct ClientPorts {
  private let ranges: [ClosedRange<UInt16>]
  private let count: Int
  /// How many were tried, by protocol.
  private var tried: [CInt: Int] = [:]

  /// What became of a socket.
  enum Outcome {
    /// It needs no port: it has one, or its family has none.
    case needsNone
    case given
    /// The kernel refuses the address that it was to have, with this error.
    case refused(CInt)
    /// All ports of the window are taken.
    case exhausted
  }

  init(_ ranges: [ClosedRange<UInt16>]) {
    self.ranges = ranges
    count = ranges.reduce(0) { $0 + $1.count }
  }

  /// Binds a socket to the next port, on all addresses of its host, unless it has one.
  mutating func give(to socket: CInt) -> Outcome {
    guard let kind = Kind(of: socket), kind.port == 0 else { return .needsNone }
    return next(for: kind.transport) { kind.bind(socket, to: $0) } == nil ? .exhausted : .given
  }

  /// Binds a socket to the next port of an address of the host that this process is on, unless it has one.
  ///
  /// - Parameters:
  ///   - socket: The socket.
  ///   - address: The address without a port, as bind(2) takes it.
  /// - Returns: What became of it.
  mutating func give(to socket: CInt, at address: [UInt8]) -> Outcome {
    guard let kind = Kind(of: socket), kind.port == 0 else { return .needsNone }
    var refusal: CInt?
    let port = next(for: kind.transport) { port in
      // Where the port is taken on another address, or by a socket that shares it, the kernel wouldn't choose it.
      guard kind.isFree(port) else { return false }
      guard !Kind.bind(socket, to: address, port: port) else { return true }
      if errno == EADDRINUSE { return false }
      refusal = errno
      return true
    }
    return refusal.map(Outcome.refused) ?? (port == nil ? .exhausted : .given)
  }

  /// Has the kernel choose nothing but the next port for a socket like this one, on the host that this process is on,
  /// unless the socket has one.
  ///
  /// It is for the whole host, so nothing else may be bound there until the socket is.
  mutating func offer(to socket: CInt) throws(LabFailure) -> Outcome {
    guard let kind = Kind(of: socket), kind.port == 0 else { return .needsNone }
    guard let port = next(for: kind.transport, kind.isFree) else { return .exhausted }
    try HostSettings.setClientPorts(port...port)
    return .given
  }

  private mutating func next(
    for transport: CInt, _ isFree: (UInt16) -> Bool
  ) -> UInt16? {
    for _ in 0..<count {
      let port = port(at: tried[transport, default: 0] % count)
      tried[transport, default: 0] += 1
      if isFree(port) { return port }
    }
    return nil
  }

  private func port(at index: Int) -> UInt16 {
    var rest = index
    for range in ranges {
      if rest < range.count { return range.lowerBound + UInt16(rest) }
      rest -= range.count
    }
    return 0
  }

  /// A socket that has a port, or none yet.
  private struct Kind {
    let family: CInt
    let type: CInt
    let transport: CInt
    /// In the byte order of this machine; 0 if it has none.
    let port: UInt16

    /// Looks at a socket, or returns `nil` if it isn't one of TCP or UDP.
    init?(of socket: CInt) {
      func option(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
      }
      var address = sockaddr_storage()
      var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let result = withUnsafeMutableBytes(of: &address) {
        getsockname(socket, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
      }
      guard result == 0, [AF_INET, AF_INET6].contains(CInt(address.ss_family)),
        let type = option(SO_TYPE), let transport = option(SO_PROTOCOL),
        [CInt(IPPROTO_TCP), CInt(IPPROTO_UDP)].contains(transport)
      else { return nil }
      (family, self.type, self.transport) = (CInt(address.ss_family), type, transport)
      port = withUnsafeBytes(of: address) {
        UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: Self.portPlace, as: UInt16.self))
      }
    }

    /// Whether a socket of this kind could be bound to a port on all addresses of the host that this process is on.
    func isFree(_ port: UInt16) -> Bool {
      let other = Glibc.socket(family, type | CInt(SOCK_CLOEXEC.rawValue), 0)
      defer { close(other) }
      return other >= 0 && bind(other, to: port)
    }

    /// Binds a socket of this kind to a port, on all addresses of its host.
    func bind(_ socket: CInt, to port: UInt16) -> Bool {
      let size =
        family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
      let family = withUnsafeBytes(of: sa_family_t(family)) { Array($0) }
      let address = family + [UInt8](repeating: 0, count: size - family.count)
      return Self.bind(socket, to: address, port: port)
    }

    /// Binds a socket to a port of an address.
    static func bind(_ socket: CInt, to address: [UInt8], port: UInt16) -> Bool {
      var address = address
      withUnsafeBytes(of: port.bigEndian) { bytes in
        address.replaceSubrange(portPlace..<(portPlace + bytes.count), with: bytes)
      }
      return address.withUnsafeBytes {
        Glibc.bind(
          socket, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count)) == 0
      }
    }

    /// Where the port stands in an address of either family.
    private static let portPlace = 2
  }
}
