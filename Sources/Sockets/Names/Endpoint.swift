import CSockets

/// One way to reach a service of a host: what socket to make, and where to connect it.
///
/// ```swift
/// for endpoint in try Endpoint.resolve("localhost", service: "http", kind: .stream) {
///   let socket = try Socket(endpoint.family, endpoint.kind, endpoint.transport)
///   try socket.connect(to: endpoint.address)
/// }
/// ```
///
/// The corresponding C type is `struct addrinfo`.
public struct Endpoint: Hashable, Sendable {
  /// The family of the address.
  public let family: Socket.Family

  /// How bytes are carried.
  public let kind: Socket.Kind

  /// The protocol.
  public let transport: Socket.Transport

  /// The official name of the host, in the first endpoint of a list that was asked for it.
  public let canonicalName: String?

  /// Where to connect to, or to bind.
  public let address: Address

  /// What a lookup is asked for beside host and service.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The sum of the numbers that getaddrinfo(3) takes.
    public let rawValue: CInt

    /// Makes flags of their numbers.
    public init(rawValue: CInt) {
      self.rawValue = rawValue
    }

    /// Without a host: addresses to bind to, those of every interface, instead of the loopback
    /// address.
    ///
    /// The corresponding C constant is `AI_PASSIVE`.
    public static let passive = Self(rawValue: CSockets.AI_PASSIVE)
    /// The official name of the host, too.
    ///
    /// The corresponding C constant is `AI_CANONNAME`.
    public static let canonicalName = Self(rawValue: CSockets.AI_CANONNAME)
    /// The host is an address; nobody is asked.
    ///
    /// The corresponding C constant is `AI_NUMERICHOST`.
    public static let numericHost = Self(rawValue: CSockets.AI_NUMERICHOST)
    /// The service is a port number.
    ///
    /// The corresponding C constant is `AI_NUMERICSERV`.
    public static let numericService = Self(rawValue: CSockets.AI_NUMERICSERV)
    /// Addresses of IPv4 as mapped addresses of IPv6, where the host has none of its own.
    ///
    /// The corresponding C constant is `AI_V4MAPPED`.
    public static let mappedIPv4 = Self(rawValue: CSockets.AI_V4MAPPED)
    /// Only families that this host has an address of itself.
    ///
    /// The corresponding C constant is `AI_ADDRCONFIG`.
    public static let addressConfigured = Self(rawValue: CSockets.AI_ADDRCONFIG)
  }

  /// Looks up the addresses of a host, and the port of a service.
  ///
  /// The corresponding C function is `getaddrinfo`.
  ///
  /// - Parameters:
  ///   - host: A name, or an address of either family, with a scope as in `fe80::1%eth0`; `nil` means this
  ///     host.
  ///   - service: A name in `/etc/services`, or a port number; `nil` means port 0. One of the two has to be
  ///     given.
  ///   - family: The family; both of the Internet's, where it isn't given.
  ///   - kind: How bytes are carried; an endpoint for each way, where it isn't given.
  ///   - transport: The protocol; any, where it isn't given.
  ///   - flags: What else to ask for.
  /// - Returns: The endpoints, the best one first (RFC 6724); at least one.
  /// - Throws: ``SocketError`` with ``ErrorCode/hostNotFound``; ``ErrorCode/serviceNotFound`` for a service
  ///   that nobody knows, or that the kind doesn't have; ``ErrorCode/hostNotFoundYet``;
  ///   ``ErrorCode/hostHasNoAddress``, or another code of the resolver.
  public static func resolve(
    _ host: String?, service: String? = nil, family: Socket.Family? = nil,
    kind: Socket.Kind? = nil, transport: Socket.Transport = .automatic, flags: Flags = []
  ) throws(SocketError) -> [Endpoint] {
    let subject = [host, service].compactMap(\.self).joined(separator: ", ")
    try requireNoNUL(subject, "getaddrinfo")
    var hints = addrinfo()
    hints.ai_flags = flags.rawValue
    hints.ai_family = family?.systemValue ?? AF_UNSPEC
    hints.ai_socktype = kind?.systemValue ?? 0
    hints.ai_protocol = transport.rawValue
    var list: UnsafeMutablePointer<addrinfo>?
    try requireResolved(CSockets.getaddrinfo(host, service, &hints, &list), "getaddrinfo", subject)
    defer { freeaddrinfo(list) }
    var endpoints: [Endpoint] = []
    var entry = list
    while let current = entry?.pointee {
      if let endpoint = Endpoint(current) { endpoints.append(endpoint) }
      entry = current.ai_next
    }
    return endpoints
  }

  private init?(_ entry: addrinfo) {
    let kinds = Socket.Kind.allCases
    guard let raw = entry.ai_addr, let address = Address(reading: raw),
      let kind = kinds.first(where: { $0.systemValue == entry.ai_socktype })
    else { return nil }
    self.family = address.family
    self.kind = kind
    self.transport = Socket.Transport(rawValue: entry.ai_protocol)
    self.canonicalName = entry.ai_canonname.map { String(cString: $0) }
    self.address = address
  }
}

extension Address {
  /// How the names of an address are asked for.
  public struct NameFlags: OptionSet, Hashable, Sendable {
    /// The sum of the numbers that getnameinfo(3) takes.
    public let rawValue: CInt

    /// Makes flags of their numbers.
    public init(rawValue: CInt) {
      self.rawValue = rawValue
    }

    /// The address instead of the name of the host.
    ///
    /// The corresponding C constant is `NI_NUMERICHOST`.
    public static let numericHost = Self(rawValue: CSockets.NI_NUMERICHOST)
    /// The port instead of the name of the service.
    ///
    /// The corresponding C constant is `NI_NUMERICSERV`.
    public static let numericService = Self(rawValue: CSockets.NI_NUMERICSERV)
    /// An error instead of the address of a host without a name.
    ///
    /// The corresponding C constant is `NI_NAMEREQD`.
    public static let nameRequired = Self(rawValue: CSockets.NI_NAMEREQD)
    /// The service of datagrams, where it isn't that of streams.
    ///
    /// The corresponding C constant is `NI_DGRAM`.
    public static let datagram = Self(rawValue: CSockets.NI_DGRAM)
    /// Without the domain, for a host of this one's.
    ///
    /// The corresponding C constant is `NI_NOFQDN`.
    public static let withoutDomain = Self(rawValue: CSockets.NI_NOFQDN)
  }

  /// Looks up the names of the host and of the service.
  ///
  /// ```swift
  /// print(try Address.ipv4(.loopback, port: 80).names())   // (host: "localhost", service: "http")
  /// ```
  ///
  /// The corresponding C function is `getnameinfo`.
  ///
  /// - Parameter flags: How to ask.
  /// - Returns: The names, or the numbers as text where there is no name.
  /// - Throws: ``SocketError`` with ``ErrorCode/hostNotFound`` where a name was required,
  ///   ``ErrorCode/hostNotFoundYet``, or ``ErrorCode/resolverFamilyNotSupported`` for an address without a
  ///   host.
  public func names(flags: NameFlags = []) throws(SocketError) -> (host: String, service: String) {
    guard family != .unix else {
      throw SocketError(
        call: "getnameinfo", subject: description, code: .resolverFamilyNotSupported)
    }
    let raw = try SocketAddress(self, for: "getnameinfo")
    // NI_MAXHOST and NI_MAXSERV (getnameinfo(3)), which Swift doesn't see.
    var host = [CChar](repeating: 0, count: 1025)
    var service = [CChar](repeating: 0, count: 32)
    let code = raw.read {
      CSockets.getnameinfo(
        $0, $1, &host, socklen_t(host.count), &service, socklen_t(service.count), flags.rawValue)
    }
    try requireResolved(code, "getnameinfo", description)
    return (text(host), text(service))
  }
}

/// Turns what getaddrinfo(3) or getnameinfo(3) answered into an error, where it is one.
private func requireResolved(
  _ code: CInt, _ call: String, _ subject: String
) throws(SocketError) {
  guard code != 0 else { return }
  let code = code == CSockets.EAI_SYSTEM ? ErrorCode.current : ErrorCode(resolver: code)
  throw SocketError(call: call, subject: subject, code: code)
}
