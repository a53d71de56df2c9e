import Glibc

extension Socket {
  /// Hands bytes to the kernel, as many as it takes.
  ///
  /// Waits while the kernel has no room at all. The corresponding C function is `send`, with
  /// `MSG_NOSIGNAL`: a peer that has gone away is an error, never a signal.
  ///
  /// - Returns: How many bytes were taken, which may be fewer than were given.
  /// - Throws: ``SocketError`` with ``ErrorCode/brokenPipe`` or ``ErrorCode/connectionReset`` once
  ///   the peer is gone.
  @discardableResult
  public func send(_ bytes: some Collection<UInt8>) throws(SocketError) -> Int {
    try withBytes(of: bytes) { (buffer) throws(SocketError) in try send(buffer) }
  }

  /// Sends all the bytes, in as many calls of `send` as that takes.
  ///
  /// - Throws: ``SocketError`` as ``send(_:)`` does; how much was sent by then isn't known.
  public func sendAll(_ bytes: some Collection<UInt8>) throws(SocketError) {
    try withBytes(of: bytes) { (buffer) throws(SocketError) in
      var sent = 0
      while sent < buffer.count {
        sent += try send(UnsafeRawBufferPointer(rebasing: buffer[sent...]))
      }
    }
  }

  /// Sends the UTF-8 bytes of a text, all of them.
  ///
  /// - Throws: ``SocketError`` as ``send(_:)`` does.
  public func sendAll(_ text: some StringProtocol) throws(SocketError) {
    try sendAll(Array(text.utf8))
  }

  /// Waits for bytes from the peer and takes at most `count` of them.
  ///
  /// A stream has no message boundaries: what one end sent in one piece may come in several, and the
  /// other way round. The corresponding C function is `recv`.
  ///
  /// - Parameter count: The largest number of bytes to take, at least 0.
  /// - Returns: The bytes; none of them means that the peer has finished sending.
  /// - Throws: ``SocketError`` with ``ErrorCode/connectionReset`` where the peer broke off, or
  ///   ``ErrorCode/notConnected`` where there is none. The end of the stream isn't an error.
  public func receive(upTo count: Int) throws(SocketError) -> [UInt8] {
    var failure: SocketError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
      do throws(SocketError) {
        received = try systemCall("recv") { recv(descriptor, buffer.baseAddress, count, 0) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private func send(_ buffer: UnsafeRawBufferPointer) throws(SocketError) -> Int {
    try systemCall("send") {
      Glibc.send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
    }
  }
}

/// Lends the bytes of a collection, without a copy where they are in one piece already.
private func withBytes<Result>(
  of bytes: some Collection<UInt8>,
  _ body: (UnsafeRawBufferPointer) throws(SocketError) -> Result
) throws(SocketError) -> Result {
  func lend(_ buffer: UnsafeBufferPointer<UInt8>) -> Swift.Result<Result, SocketError> {
    Swift.Result { () throws(SocketError) in try body(UnsafeRawBufferPointer(buffer)) }
  }
  let result =
    bytes.withContiguousStorageIfAvailable(lend) ?? Array(bytes).withUnsafeBufferPointer(lend)
  return try result.get()
}
