import CSockets

/// An address in the form that the kernel reads and writes, `struct sockaddr`.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  /// Where the bytes of `sun_path` begin.
  private static let pathOffset = MemoryLayout<sa_family_t>.size

  /// Room for an address that a call will write.
  init() {}

  /// Writes an address down for a call, which is made only if that works.
  ///
  /// - Parameters:
  ///   - address: The address.
  ///   - call: The name of the call, for the error.
  /// - Throws: ``SocketError`` with ``ErrorCode/nameTooLong`` for a path or a name over 107 bytes, with
  ///   ``ErrorCode/noSuchFile`` for an empty path, and with ``ErrorCode/invalidArgument`` for a path
  ///   that holds a NUL.
  init(_ address: Address, for call: StaticString) throws(SocketError) {
    storage.ss_family = sa_family_t(address.family.systemValue)
    switch address {
    case .ipv4(let host, let port):
      var raw = sockaddr_in()
      raw.sin_family = storage.ss_family
      raw.sin_port = port.bigEndian
      raw.sin_addr.s_addr = host.number.bigEndian
      store(raw)
    case .ipv6(let host, let port, let flow, let scope):
      var raw = sockaddr_in6()
      raw.sin6_family = storage.ss_family
      raw.sin6_port = port.bigEndian
      raw.sin6_flowinfo = flow.bigEndian
      raw.sin6_addr = host.systemValue
      raw.sin6_scope_id = scope.index
      store(raw)
    case .unix(let path):
      let code: ErrorCode? =
        if path.isEmpty {
          .noSuchFile
        } else if path.contains(0) {
          .invalidArgument
        } else if path.count > Platform.longestUnixPath {
          .nameTooLong
        } else {
          nil
        }
      if let code {
        throw SocketError(call: call.description, subject: address.description, code: code)
      }
      store(path: path + [0])
    case .abstract(let name):
      guard name.count <= Platform.longestUnixPath else {
        throw SocketError(
          call: call.description, subject: address.description, code: .nameTooLong)
      }
      store(path: [0] + name)
    case .unnamed:
      store(path: [])
    }
  }

  private mutating func store<Raw>(_ raw: Raw) {
    withUnsafeMutableBytes(of: &storage) { storage in
      withUnsafeBytes(of: raw) { storage.copyMemory(from: $0) }
    }
    length = socklen_t(MemoryLayout<Raw>.size)
  }

  private mutating func store(path: [UInt8]) {
    withUnsafeMutableBytes(of: &storage) {
      UnsafeMutableRawBufferPointer(rebasing: $0[Self.pathOffset...]).copyBytes(from: path)
    }
    length = socklen_t(Self.pathOffset + path.count)
  }

  /// Lends the address to a call that reads it.
  func read<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// Lends the room to a call that writes an address.
  mutating func write<Result>(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
  ) -> Result {
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }

  /// The address that was written, or `nil` for one of a family that ``Socket/Family`` doesn't have.
  ///
  /// Nothing written means no name: an unnamed Unix socket, or a stream's sender.
  var address: Address? {
    withUnsafeBytes(of: storage) { bytes in
      let length = min(Int(length), bytes.count)
      guard length > Self.pathOffset else { return .unnamed }
      return Address(reading: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
    }
  }
}

extension Address {
  /// Reads the bytes of a `struct sockaddr`; `nil` for one of another family, or cut short.
  init?(reading bytes: UnsafeRawBufferPointer) {
    let header = MemoryLayout<sa_family_t>.size
    guard bytes.count >= header else { return nil }
    switch CInt(bytes.loadUnaligned(as: sa_family_t.self)) {
    case CSockets.AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
      let raw = bytes.loadUnaligned(as: sockaddr_in.self)
      self = .ipv4(
        IPv4Address(number: UInt32(bigEndian: raw.sin_addr.s_addr)),
        port: UInt16(bigEndian: raw.sin_port))
    case CSockets.AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
      let raw = bytes.loadUnaligned(as: sockaddr_in6.self)
      self = .ipv6(
        IPv6Address(raw.sin6_addr), port: UInt16(bigEndian: raw.sin6_port),
        flow: UInt32(bigEndian: raw.sin6_flowinfo), scope: Interface(index: raw.sin6_scope_id))
    case CSockets.AF_UNIX:
      let path = bytes[header...]
      self =
        switch path.first {
        case nil: .unnamed
        case 0: .abstract(name: Array(path.dropFirst()))
        // The kernel counts the NUL at the end of a path, but there may be none (unix(7), "BUGS").
        default: .unix(path: Array(path.prefix { $0 != 0 }))
        }
    default:
      return nil
    }
  }

  /// Reads an address of IPv4 or IPv6, whose lengths their families tell; `nil` for another.
  init?(reading address: UnsafePointer<sockaddr>) {
    let size: Int
    switch CInt(address.pointee.sa_family) {
    case CSockets.AF_INET: size = MemoryLayout<sockaddr_in>.size
    case CSockets.AF_INET6: size = MemoryLayout<sockaddr_in6>.size
    default: return nil
    }
    self.init(reading: UnsafeRawBufferPointer(start: address, count: size))
  }
}
