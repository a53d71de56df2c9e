/// A service that is known to have a port, as `/etc/services` lists them.
///
/// ```swift
/// print(try Service(named: "http", over: "tcp").port)   // 80
/// print(try Service(at: 53).name)                       // domain
/// ```
///
/// The corresponding C type is `struct servent`.
public struct Service: Hashable, Sendable {
  /// The official name.
  public let name: String

  /// The port.
  public let port: UInt16

  /// Looks up a service by its name.
  ///
  /// The corresponding C function is `getservbyname`.
  ///
  /// - Parameters:
  ///   - name: A name or an alias, such as `http`.
  ///   - transport: `tcp` or `udp`; any, where it isn't given.
  /// - Throws: ``SocketError`` with ``ErrorCode/serviceNotFound``.
  public init(named name: String, over transport: String? = nil) throws(SocketError) {
    let words = [name, transport].compactMap(\.self)
    guard words.allSatisfy({ !$0.utf8.contains(0) }),
      let found = Platform.service(named: name, over: transport)
    else { throw Self.notFound("getservbyname", words) }
    (self.name, port) = found
  }

  /// Looks up a service by its port.
  ///
  /// The corresponding C function is `getservbyport`.
  ///
  /// - Parameters:
  ///   - port: The port.
  ///   - transport: `tcp` or `udp`; any, where it isn't given.
  /// - Throws: ``SocketError`` with ``ErrorCode/serviceNotFound``.
  public init(at port: UInt16, over transport: String? = nil) throws(SocketError) {
    let words = [String(port), transport].compactMap(\.self)
    guard words.allSatisfy({ !$0.utf8.contains(0) }),
      let found = Platform.service(at: port, over: transport)
    else { throw Self.notFound("getservbyport", words) }
    (name, self.port) = found
  }

  private static func notFound(_ call: String, _ words: [String]) -> SocketError {
    SocketError(
      call: call, subject: printable(words.joined(separator: "/").utf8), code: .serviceNotFound)
  }
}
