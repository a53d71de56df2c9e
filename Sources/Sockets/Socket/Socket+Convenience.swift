extension Socket {
  /// Makes a stream that listens at an address.
  ///
  /// A server that was stopped a moment ago can be started again at once: ``Option/reuseAddress`` is set
  /// for the Internet families. The calls are `socket`, `setsockopt`, `bind` and `listen`.
  ///
  /// ```swift
  /// let listener = try Socket.server(at: .ipv4(.any, port: 10000))
  /// ```
  ///
  /// - Parameters:
  ///   - address: Where to listen.
  ///   - backlog: How many finished connections may wait to be accepted.
  ///   - reusePort: Whether other sockets may listen at the same address; the kernel shares the
  ///     connections out (socket(7), `SO_REUSEPORT`).
  ///   - dualStack: Whether a server of IPv6 also serves clients of IPv4, as mapped addresses.
  /// - Returns: The socket that listens.
  /// - Throws: ``SocketError`` as the calls do; the socket is closed then. ``ErrorCode/optionNotSupported``
  ///   for `dualStack` with an address of IPv4, ``ErrorCode/operationNotSupported`` for `dualStack` or
  ///   `reusePort` with one of Unix.
  public static func server(
    at address: Address, backlog: Int = 128, reusePort: Bool = false, dualStack: Bool = false
  ) throws(SocketError) -> Socket {
    let socket = try Socket(address.family, .stream)
    if address.family != .unix { try socket.set(.reuseAddress, to: true) }
    if reusePort { try socket.set(.reusePort, to: true) }
    if address.family == .ipv6 || dualStack { try socket.set(.ipv6Only, to: !dualStack) }
    try socket.bind(to: address)
    try socket.listen(backlog: backlog)
    return socket
  }

  /// Makes a stream that is connected to a host by name.
  ///
  /// The addresses of the host are tried one after the other, in the order in which the resolver gives them
  /// (RFC 6724). The calls are `getaddrinfo`, and for each address `socket`, `bind` where a source is
  /// given, and `connect`.
  ///
  /// - Parameters:
  ///   - host: A name, or an address without brackets.
  ///   - port: The port.
  ///   - timeout: How long each address may take; the socket keeps it as its ``timeout``.
  ///   - source: The address of this end, where it matters.
  /// - Returns: The socket that is connected.
  /// - Throws: ``SocketError`` of the resolver, or of the last address that was tried.
  public static func connected(
    to host: String, port: UInt16, timeout: Duration? = nil, from source: Address? = nil
  ) throws(SocketError) -> Socket {
    let endpoints = try Endpoint.resolve(host, service: String(port), kind: .stream)
    var failure = SocketError(call: "getaddrinfo", subject: host, code: .hostHasNoAddress)
    for endpoint in endpoints {
      do throws(SocketError) {
        let socket = try Socket(endpoint.family, endpoint.kind, endpoint.transport)
        socket.timeout = timeout
        if let source { try socket.bind(to: source) }
        try socket.connect(to: endpoint.address)
        return socket
      } catch {
        failure = error
      }
    }
    throw failure
  }
}
