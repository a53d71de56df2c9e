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

  /// The next port that a socket like this one, on the host that this process is on, could be bound to, or `nil` if
  /// all are taken.
  mutating func next(like socket: CInt) -> UInt16? {
    guard let kind = Kind(of: socket) else { return nil }
    return next(for: kind.transport) { port in
      let other = Glibc.socket(kind.family, kind.type | CInt(SOCK_CLOEXEC.rawValue), 0)
      defer { close(other) }
      return other >= 0 && kind.bind(other, to: port)
    }
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
      // At the same place in both families.
      port = withUnsafeBytes(of: address) {
        UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
      }
    }

    /// Binds a socket of this kind to a port, on all addresses of its host.
    func bind(_ socket: CInt, to port: UInt16) -> Bool {
      if family == AF_INET {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return Self.bind(socket, address)
      }
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      return Self.bind(socket, address)
    }

    private static func bind(_ socket: CInt, _ address: some Any) -> Bool {
      withUnsafeBytes(of: address) {
        Glibc.bind(
          socket, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count)) == 0
      }
    }
  }
}
