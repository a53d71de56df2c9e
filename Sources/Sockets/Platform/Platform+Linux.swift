import CSockets

// What Linux and Glibc have that other systems don't, or have otherwise. A port to another system is a
// file like this one with the same declarations, and one beside each that is called `+Linux` in another
// folder; no other file of `Sockets` knows the system.

/// The system that this library runs on.
enum Platform {
  /// The longest path, or abstract name, of a Unix socket, in bytes.
  ///
  /// `sun_path` has 108 bytes; one of them is for the NUL at the end of a path, or at the beginning
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

// MARK: Names

// The re-entrant variants of getservbyname(3) and its like, which work in a buffer of the caller's.
extension Platform {
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
