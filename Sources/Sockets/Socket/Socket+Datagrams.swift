import CSockets

extension Socket {
  /// Sends a datagram to an address.
  ///
  /// That it was sent says nothing about its being received. A socket without an address gets a free port
  /// of the kernel's choice. An empty datagram is a datagram. The corresponding C function is `sendto`.
  ///
  /// - Parameters:
  ///   - bytes: What to send, at most 65507 bytes over IPv4 (RFC 791, RFC 768).
  ///   - address: Where to; a Unix socket's path can't be over 107 bytes long.
  ///   - flags: How to send it.
  /// - Returns: How many bytes were taken, which for a datagram is all of them.
  /// - Throws: ``SocketError`` with ``ErrorCode/messageTooLong``, ``ErrorCode/networkUnreachable``,
  ///   ``ErrorCode/permissionDenied`` for a broadcast without the option, ``ErrorCode/connectionRefused``
  ///   where an earlier datagram of a connected socket found nobody, ``ErrorCode/alreadyConnected`` for a
  ///   connected stream of the Unix family (TCP passes the address over), and ``ErrorCode/wouldBlock`` or
  ///   ``ErrorCode/timedOut`` as ``timeout`` says.
  @discardableResult
  public func send(
    _ bytes: some Collection<UInt8>, to address: Address, flags: MessageFlags = []
  ) throws(SocketError) -> Int {
    let raw = try SocketAddress(address, for: "sendto")
    return try withBytes(of: bytes) { (bytes) throws(SocketError) in
      try call("sendto", address.description, waitingFor: .writing) { descriptor in
        raw.read {
          CSockets.sendto(
            descriptor, bytes.baseAddress, bytes.count, flags.rawValue | Platform.sendFlags, $0, $1)
        }
      }
    }
  }

  /// Waits for a datagram and takes it.
  ///
  /// ```swift
  /// let (data, client) = try server.receiveDatagram(upTo: 4096)
  /// try server.send(data, to: client)
  /// ```
  ///
  /// The corresponding C function is `recvfrom`.
  ///
  /// - Parameters:
  ///   - count: The largest number of bytes to take, at least 0; the rest of a longer datagram is lost.
  ///   - flags: How to receive.
  /// - Returns: The bytes, which may be none, as an empty datagram is a datagram; and where they come
  ///   from: ``Address/unnamed`` for a Unix socket without a name, and for a stream, whose bytes come
  ///   without a sender.
  /// - Throws: ``SocketError`` as ``receive(upTo:flags:)`` does.
  public func receiveDatagram(
    upTo count: Int, flags: MessageFlags = []
  ) throws(SocketError) -> (bytes: [UInt8], sender: Address) {
    var sender = SocketAddress()
    let bytes = try makeBytes(count) { (buffer) throws(SocketError) in
      try receive(into: buffer, from: &sender, flags: flags)
    }
    return (bytes, try known(sender, "recvfrom"))
  }

  /// Waits for a datagram and puts it at the beginning of a buffer.
  ///
  /// - Parameters:
  ///   - buffer: Where the bytes go; the rest of a datagram that is longer is lost.
  ///   - flags: How to receive.
  /// - Returns: How many bytes came, and from where.
  /// - Throws: ``SocketError`` as ``receive(upTo:flags:)`` does.
  public func receiveDatagram(
    into buffer: inout MutableRawSpan, flags: MessageFlags = []
  ) throws(SocketError) -> (count: Int, sender: Address) {
    var sender = SocketAddress()
    let count = try buffer.withUnsafeMutableBytes { (bytes) throws(SocketError) in
      try receive(into: bytes, from: &sender, flags: flags)
    }
    return (count, try known(sender, "recvfrom"))
  }

  private func receive(
    into buffer: UnsafeMutableRawBufferPointer, from sender: inout SocketAddress,
    flags: MessageFlags
  ) throws(SocketError) -> Int {
    let count = try call("recvfrom", waitingFor: .reading) { descriptor in
      sender.write {
        CSockets.recvfrom(descriptor, buffer.baseAddress, buffer.count, flags.rawValue, $0, $1)
      }
    }
    // With MSG_TRUNC it is the size of the datagram; only so much of it is in the buffer.
    return min(count, buffer.count)
  }
}
