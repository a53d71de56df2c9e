import CSockets

/// What the resolver knows about a host of IPv4: its name, its other names and its addresses.
///
/// ```swift
/// let host = try HostEntry(named: "google.com")
/// print(host.name, host.aliases, host.addresses)   // google.com [] [216.58.223.78]
/// ```
///
/// Where the resolver looks is for `/etc/nsswitch.conf` to say: in `/etc/hosts` first, as a rule, and then
/// in the DNS. For IPv6, and for services, there is
/// ``Endpoint/resolve(_:service:family:kind:transport:flags:)``.
///
/// The corresponding C type is `struct hostent`.
public struct HostEntry: Hashable, Sendable {
  /// The official name.
  public let name: String

  /// The other names; often none.
  public let aliases: [String]

  /// The addresses, at least one.
  public let addresses: [IPv4Address]

  /// Looks up a host by its name.
  ///
  /// The corresponding C function is `gethostbyname`.
  ///
  /// - Parameter name: The name; an address as ``IPv4Address/init(permissive:)`` reads it is its own answer.
  /// - Throws: ``SocketError`` with ``ErrorCode/hostNotFound``, ``ErrorCode/hostHasNoAddress``,
  ///   ``ErrorCode/hostNotFoundYet`` where the name server doesn't answer, or ``ErrorCode/resolverFailed``.
  public init(named name: String) throws(SocketError) {
    try requireNoNUL(name, "gethostbyname")
    self = try Platform.withHost(named: name) { Self($0) }
  }

  /// Looks up a host by one of its addresses.
  ///
  /// The corresponding C function is `gethostbyaddr`.
  ///
  /// - Parameter address: The address.
  /// - Throws: ``SocketError`` as ``init(named:)`` does.
  public init(at address: IPv4Address) throws(SocketError) {
    self = try Platform.withHost(at: address.bytes, .ipv4, address.description) { Self($0) }
  }

  private init(_ entry: hostent) {
    name = String(cString: entry.h_name)
    aliases = entry.allAliases
    addresses = pointers(entry.h_addr_list).compactMap {
      IPv4Address(bytes: UnsafeRawBufferPointer(start: $0, count: Int(entry.h_length)))
    }
  }

  /// The name of this host, as its kernel knows it; nobody else need know it.
  ///
  /// The corresponding C function is `gethostname`.
  ///
  /// - Throws: ``SocketError`` where the kernel can't tell.
  public static var localName: String {
    get throws(SocketError) {
      // One more than the 64 bytes of Linux (gethostname(2)), so there is always a NUL.
      var name = [CChar](repeating: 0, count: 256)
      try systemCall("gethostname") { CSockets.gethostname(&name, name.count - 1) }
      return text(name)
    }
  }

  /// The name of a host together with that of its domain, as far as the resolver knows it.
  ///
  /// Of the names that the resolver has for the host the first that holds a dot, else its official name,
  /// else the name that was given. The calls are `getaddrinfo` and `gethostbyaddr`.
  ///
  /// - Parameter name: A name or an address of either family. An empty one, `0.0.0.0` and `::` mean this
  ///   host.
  /// - Returns: The name. That nobody knows the host is no error.
  public static func fullyQualifiedName(of name: String = "") -> String {
    do throws(SocketError) {
      let isLocal = ["", "0.0.0.0", "::"].contains(name)
      let name = isLocal ? try localName : name
      do throws(SocketError) {
        guard let endpoint = try Endpoint.resolve(name, kind: .stream).first else { return name }
        let names = try allNames(of: endpoint.address)
        return names.first { $0.contains(".") } ?? names.first ?? name
      } catch {
        return name
      }
    } catch {
      return name
    }
  }

  private static func allNames(of address: Address) throws(SocketError) -> [String] {
    let bytes: [UInt8]
    switch address {
    case .ipv4(let host, _): bytes = host.bytes
    case .ipv6(let host, _, _, _): bytes = host.bytes
    case .unix, .abstract, .unnamed: return []
    }
    return try Platform.withHost(at: bytes, address.family, address.description) {
      [String(cString: $0.h_name)] + $0.allAliases
    }
  }
}

extension IPv4Address {
  /// Finds the first address of a host.
  ///
  /// The corresponding C function is `gethostbyname`.
  ///
  /// - Parameter name: The name of the host, or an address.
  /// - Throws: ``SocketError`` as ``HostEntry/init(named:)`` does.
  public init(resolving name: String) throws(SocketError) {
    guard let address = try HostEntry(named: name).addresses.first else {
      throw SocketError(
        call: "gethostbyname", subject: printable(name.utf8), code: .hostHasNoAddress)
    }
    self = address
  }
}

extension hostent {
  fileprivate var allAliases: [String] {
    pointers(h_aliases).map { String(cString: $0) }
  }
}

/// The pointers of a list that ends with a null pointer.
private func pointers(
  _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> [UnsafeMutablePointer<CChar>] {
  var pointers: [UnsafeMutablePointer<CChar>] = []
  var entry = list
  while let pointer = entry?.pointee {
    pointers.append(pointer)
    entry = entry.map { $0 + 1 }
  }
  return pointers
}

/// Refuses a name that C would take for a shorter one.
func requireNoNUL(_ name: String, _ call: String) throws(SocketError) {
  if name.utf8.contains(0) {
    throw SocketError(call: call, subject: printable(name.utf8), code: .hostNotFound)
  }
}

/// The text before the NUL.
func text(_ characters: [CChar]) -> String {
  String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
