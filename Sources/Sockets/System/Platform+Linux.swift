import CSockets

// What Linux and Glibc have that other systems don't, or have otherwise. A port to another system is a
// file like this one with the same declarations; no other file of `Sockets` knows the system.

/// The system that this library runs on.
enum Platform {
  /// The longest path, or abstract name, of a Unix socket, in bytes.
  ///
  /// `sun_path` has 108 bytes, of which one is for the NUL at the end of a path, or at the beginning
  /// of a name (unix(7), "Address format").
  static let longestUnixPath = 107

  /// Flags of every call that sends: a peer that has gone away is an error, never `SIGPIPE`.
  static let sendFlags = CInt(MSG_NOSIGNAL)

  /// Makes a socket that isn't passed on to other programs, in one step, as another thread may start
  /// one at any time.
  static func socket(_ family: CInt, _ kind: CInt, _ transport: CInt) -> CInt {
    CSockets.socket(family, kind | CInt(SOCK_CLOEXEC.rawValue), transport)
  }

  /// Takes a connection; neither passed on, nor non-blocking like the listening socket may be.
  static func accept(
    _ descriptor: CInt, _ address: UnsafeMutablePointer<sockaddr>,
    _ length: UnsafeMutablePointer<socklen_t>
  ) -> CInt {
    accept4(descriptor, address, length, CInt(SOCK_CLOEXEC.rawValue))
  }

  static func pair(_ kind: CInt, _ descriptors: UnsafeMutablePointer<CInt>) -> CInt {
    CSockets.socketpair(CSockets.AF_UNIX, kind | CInt(SOCK_CLOEXEC.rawValue), 0, descriptors)
  }

  static func name(ofErrno code: CInt) -> String? {
    strerrorname_np(code).map { String(cString: $0) }
  }

  static func message(ofErrno code: CInt) -> String? {
    strerrordesc_np(code).map { String(cString: $0) }
  }
}

extension Socket.Kind {
  /// The number that socket(2) takes.
  var systemValue: CInt {
    let value =
      switch self {
      case .stream: CSockets.SOCK_STREAM
      case .datagram: CSockets.SOCK_DGRAM
      case .raw: CSockets.SOCK_RAW
      case .sequencedPacket: CSockets.SOCK_SEQPACKET
      }
    return CInt(value.rawValue)
  }
}

// MARK: Options

extension Socket.Option {
  static var socketLevel: CInt { SOL_SOCKET }
  static var ipv4Level: CInt { CInt(CSockets.IPPROTO_IP) }
  static var ipv6Level: CInt { CInt(CSockets.IPPROTO_IPV6) }
  static var tcpLevel: CInt { CInt(CSockets.IPPROTO_TCP) }
}

extension Socket.Option where Value == Bool {
  /// Whether an IPv4 socket receives what is sent to any group that any program of this host has
  /// joined; on, unless set off.
  ///
  /// Linux only. The corresponding C constants are `IPPROTO_IP` and `IP_MULTICAST_ALL` (ip(7)).
  public static var multicastAll: Self {
    Self(level: ipv4Level, name: 49, label: "IP_MULTICAST_ALL")
  }
}

extension Socket.MulticastGroup {
  /// Adds a socket to the group, or takes it out.
  ///
  /// A `struct ip_mreqn`, unlike the older `ip_mreq`, names the interface by its index, so it can't be
  /// mistaken where two interfaces have the same address, or none (ip(7), `IP_ADD_MEMBERSHIP`).
  func request(_ join: Bool, _ descriptor: CInt) -> CInt {
    switch self {
    case .ipv4(let group, let interface):
      var request = ip_mreqn()
      request.imr_multiaddr.s_addr = group.number.bigEndian
      request.imr_ifindex = CInt(truncatingIfNeeded: interface.index)
      return CSockets.setsockopt(
        descriptor, CInt(CSockets.IPPROTO_IP), join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
        &request, socklen_t(MemoryLayout<ip_mreqn>.size))
    case .ipv6(let group, let interface):
      var request = ipv6_mreq()
      request.ipv6mr_multiaddr = group.systemValue
      request.ipv6mr_interface = interface.index
      return CSockets.setsockopt(
        descriptor, CInt(CSockets.IPPROTO_IPV6), join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
        &request, socklen_t(MemoryLayout<ipv6_mreq>.size))
    }
  }
}

// MARK: Names

// The re-entrant variants of gethostbyname(3) and its like, which work in a buffer of the caller's.
extension Platform {
  /// Calls a function of gethostbyname(3), with a larger buffer as long as it asks for one.
  private static func withHostEntry<Result>(
    _ call: String, _ subject: String,
    _ lookUp: (
      UnsafeMutablePointer<hostent>, UnsafeMutablePointer<CChar>?, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<hostent>?>, UnsafeMutablePointer<CInt>
    ) -> CInt,
    _ body: (hostent) -> Result
  ) throws(SocketError) -> Result {
    var size = 1024
    while true {
      var entry = hostent()
      var found: UnsafeMutablePointer<hostent>?
      var hostError: CInt = 0
      var code: CInt = 0
      let result = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        code = lookUp(&entry, buffer.baseAddress, size, &found, &hostError)
        return found.map { body($0.pointee) }
      }
      if let result { return result }
      guard code == ERANGE else {
        let isSystem = hostError == NETDB_INTERNAL
        throw SocketError(
          call: call, subject: subject,
          code: isSystem ? ErrorCode(errno: code) : ErrorCode(hostError: hostError))
      }
      size *= 2
    }
  }

  static func withHost<Result>(
    named name: String, _ body: (hostent) -> Result
  ) throws(SocketError) -> Result {
    try withHostEntry("gethostbyname", name, { gethostbyname_r(name, $0, $1, $2, $3, $4) }, body)
  }

  static func withHost<Result>(
    at address: [UInt8], _ family: Socket.Family, _ subject: String, _ body: (hostent) -> Result
  ) throws(SocketError) -> Result {
    let length = socklen_t(address.count)
    return try withHostEntry(
      "gethostbyaddr", subject,
      { gethostbyaddr_r(address, length, family.systemValue, $0, $1, $2, $3, $4) }, body)
  }

  /// Looks a service up; `nil` where nobody has heard of it.
  static func service(
    _ lookUp: (
      UnsafeMutablePointer<servent>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<servent>?>
    ) -> CInt
  ) -> (name: String, port: UInt16)? {
    var size = 1024
    while true {
      var entry = servent()
      var found: UnsafeMutablePointer<servent>?
      var code: CInt = 0
      let result: (name: String, port: UInt16)? =
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
          guard let start = buffer.baseAddress else { return nil }
          code = lookUp(&entry, start, size, &found)
          return found.map {
            let port = UInt16(truncatingIfNeeded: $0.pointee.s_port)
            return (String(cString: $0.pointee.s_name), UInt16(bigEndian: port))
          }
        }
      guard code == ERANGE else { return result }
      size *= 2
    }
  }

  static func service(named name: String, over transport: String?) -> (String, UInt16)? {
    service { getservbyname_r(name, transport, $0, $1, $2, $3) }
  }

  static func service(at port: UInt16, over transport: String?) -> (String, UInt16)? {
    service { getservbyport_r(CInt(port.bigEndian), transport, $0, $1, $2, $3) }
  }

  static func transport(named name: String) -> CInt? {
    var size = 1024
    while true {
      var entry = protoent()
      var found: UnsafeMutablePointer<protoent>?
      var code: CInt = 0
      let result: CInt? = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        code = getprotobyname_r(name, &entry, buffer.baseAddress, size, &found)
        return found?.pointee.p_proto
      }
      guard code == ERANGE else { return result }
      size *= 2
    }
  }

  /// The names of `EAI_…`, as gai_strerror(3) has only sentences.
  static let resolverNames: [CInt: String] = [
    addressFamily: "EAI_ADDRFAMILY", EAI_AGAIN: "EAI_AGAIN", EAI_BADFLAGS: "EAI_BADFLAGS",
    EAI_FAIL: "EAI_FAIL", EAI_FAMILY: "EAI_FAMILY", EAI_MEMORY: "EAI_MEMORY",
    noData: "EAI_NODATA", EAI_NONAME: "EAI_NONAME", EAI_OVERFLOW: "EAI_OVERFLOW",
    EAI_SERVICE: "EAI_SERVICE", EAI_SOCKTYPE: "EAI_SOCKTYPE", EAI_SYSTEM: "EAI_SYSTEM",
  ]

  // Declared by <netdb.h> only with _GNU_SOURCE.
  static let noData: CInt = -5
  private static let addressFamily: CInt = -9
}
