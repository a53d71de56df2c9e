import CSockets

/// A network interface of this host, such as `lo` or `eth0`.
///
/// ```swift
/// for interface in try Interface.all {
///   print(interface, try interface.addresses)   // lo [127.0.0.1:0, [::1]:0]
/// }
/// ```
public struct Interface: Hashable, Sendable {
  /// The kernel's number for it, from 1.
  public let index: UInt32

  /// Makes the interface of an index, whether there is one or not.
  public init(index: UInt32) {
    self.index = index
  }

  /// Finds the interface of a name.
  ///
  /// The corresponding C function is `if_nametoindex`.
  ///
  /// - Parameter name: A name such as `eth0`, of up to 15 bytes.
  /// - Throws: ``SocketError`` with ``ErrorCode/noSuchDevice`` where no interface is called so.
  public init(named name: String) throws(SocketError) {
    guard !name.utf8.contains(0) else {
      throw SocketError(
        call: "if_nametoindex", subject: printable(name.utf8), code: .noSuchDevice)
    }
    let index = CSockets.if_nametoindex(name)
    guard index != 0 else {
      let code = ErrorCode.current
      throw SocketError(call: "if_nametoindex", subject: printable(name.utf8), code: code)
    }
    self.init(index: index)
  }

  /// Finds the interface that has an address.
  ///
  /// The corresponding C functions are `getifaddrs` and `if_nametoindex`.
  ///
  /// - Parameter host: One of this host's own addresses.
  /// - Throws: ``SocketError`` with ``ErrorCode/addressNotAvailable`` where no interface has it.
  public init(holding host: IPv4Address) throws(SocketError) {
    for interface in try Self.all {
      guard try interface.addresses.contains(.ipv4(host, port: 0)) else { continue }
      self = interface
      return
    }
    throw SocketError(
      call: "getifaddrs", subject: host.description, code: .addressNotAvailable)
  }

  /// The name, such as `eth0`.
  ///
  /// The corresponding C function is `if_indextoname`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/noSuchDeviceOrAddress`` where there is no such
  ///   interface, or no longer.
  public var name: String {
    get throws(SocketError) {
      guard let name = foundName else {
        let code = ErrorCode.current
        throw SocketError(call: "if_indextoname", subject: String(index), code: code)
      }
      return name
    }
  }

  private var foundName: String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CSockets.IF_NAMESIZE)) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      return CSockets.if_indextoname(index, start).map { String(cString: $0) }
    }
  }

  /// No interface in particular: the kernel chooses one, by its routes.
  public static let any = Interface(index: 0)

  /// The interfaces of this host, in the order of their indices.
  ///
  /// The corresponding C function is `if_nameindex`.
  ///
  /// - Throws: ``SocketError`` where the kernel can't tell, for want of a descriptor or of memory.
  public static var all: [Interface] {
    get throws(SocketError) {
      guard let list = if_nameindex() else {
        throw SocketError(call: "if_nameindex", code: .current)
      }
      defer { if_freenameindex(list) }
      var interfaces: [Interface] = []
      var entry = list
      while entry.pointee.if_index != 0 {
        interfaces.append(Interface(index: entry.pointee.if_index))
        entry += 1
      }
      return interfaces.sorted { $0.index < $1.index }
    }
  }

  /// The addresses of the interface, those of IPv4 and IPv6, with port 0; none where it has none.
  ///
  /// The corresponding C function is `getifaddrs`.
  ///
  /// - Throws: ``SocketError`` where the kernel can't tell, for want of a descriptor or of memory.
  public var addresses: [Address] {
    get throws(SocketError) {
      let name = try name
      var list: UnsafeMutablePointer<ifaddrs>?
      try systemCall("getifaddrs") { CSockets.getifaddrs(&list) }
      defer { freeifaddrs(list) }
      var addresses: [Address] = []
      var entry = list
      while let current = entry?.pointee {
        if let address = current.ifa_addr, String(cString: current.ifa_name) == name,
          let known = Address(reading: address)
        {
          addresses.append(known)
        }
        entry = current.ifa_next
      }
      return addresses
    }
  }
}

extension Interface: CustomStringConvertible {
  /// The name, or the index where there is no such interface.
  public var description: String {
    foundName ?? String(index)
  }
}
