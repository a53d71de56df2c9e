import CSockets

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
}
