import CSockets

extension Socket {
  /// Hands bytes to the kernel, as many as it takes.
  ///
  /// Without a ``timeout`` it waits until the kernel has taken all of them, with one only while there is no
  /// room at all. Of a datagram the kernel takes all or nothing. The corresponding C function is `send`.
  ///
  /// - Parameters:
  ///   - bytes: What to send; bytes that aren't in one piece of memory are copied first.
  ///   - flags: How to send it.
  /// - Returns: How many bytes were taken, which may be fewer than were given.
  /// - Throws: ``SocketError`` with ``ErrorCode/brokenPipe`` or ``ErrorCode/connectionReset`` once the peer
  ///   is gone; where there never was one, with ``ErrorCode/destinationRequired`` (UDP),
  ///   ``ErrorCode/brokenPipe`` (TCP) or ``ErrorCode/notConnected`` (Unix); with
  ///   ``ErrorCode/messageTooLong`` for a datagram too large; and with ``ErrorCode/wouldBlock`` or
  ///   ``ErrorCode/timedOut`` as ``timeout`` says.
  @discardableResult
  @inlinable
  public func send(
    _ bytes: some Collection<UInt8>, flags: MessageFlags = []
  ) throws(SocketError) -> Int {
    try withBytes(of: bytes) { (bytes) throws(SocketError) in
      try send(bytes, flags: flags, until: nil)
    }
  }

  /// Hands bytes that somebody else owns to the kernel, as many as it takes.
  ///
  /// - Parameters:
  ///   - bytes: What to send.
  ///   - flags: How to send it.
  /// - Returns: How many bytes were taken, which may be fewer than were given.
  /// - Throws: ``SocketError`` as ``send(_:flags:)-(Collection<UInt8>,_)`` does.
  @discardableResult
  public func send(_ bytes: RawSpan, flags: MessageFlags = []) throws(SocketError) -> Int {
    try withBytes(of: bytes) { (bytes) throws(SocketError) in
      try send(bytes, flags: flags, until: nil)
    }
  }

  /// Sends all the bytes, in as many calls of `send` as that takes.
  ///
  /// The ``timeout`` is that of the whole.
  ///
  /// - Parameter bytes: What to send; bytes that aren't in one piece of memory are copied first.
  /// - Throws: ``SocketError`` as ``send(_:flags:)-(Collection<UInt8>,_)`` does; how much was sent by then isn't
  ///   known.
  @inlinable
  public func sendAll(_ bytes: some Collection<UInt8>) throws(SocketError) {
    try withBytes(of: bytes) { (bytes) throws(SocketError) in try sendAll(bytes) }
  }

  /// Sends all the bytes that somebody else owns, in as many calls of `send` as that takes.
  ///
  /// - Throws: ``SocketError`` as ``sendAll(_:)-(Collection<UInt8>)`` does.
  public func sendAll(_ bytes: RawSpan) throws(SocketError) {
    try withBytes(of: bytes) { (bytes) throws(SocketError) in try sendAll(bytes) }
  }

  /// Sends the UTF-8 bytes of a text, all of them.
  ///
  /// - Throws: ``SocketError`` as ``sendAll(_:)-(Collection<UInt8>)`` does.
  @inlinable
  public func sendAll(_ text: some StringProtocol) throws(SocketError) {
    try sendAll(text.utf8)
  }

  /// Waits for bytes from the peer and takes at most `count` of them.
  ///
  /// A stream has no message boundaries: what one end sent in one piece may come in several, and the
  /// other way round. Of a datagram that is longer the rest is lost. The corresponding C function is
  /// `recv`.
  ///
  /// ```swift
  /// while case let data = try connection.receive(upTo: 4096), !data.isEmpty {
  ///   try connection.sendAll(data)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - count: The largest number of bytes to take, at least 0; that much memory is set aside.
  ///   - flags: How to receive.
  /// - Returns: The bytes. None of them means that the peer has finished sending; of datagrams, that an
  ///   empty one came.
  /// - Throws: ``SocketError`` with ``ErrorCode/connectionReset`` where the peer broke off,
  ///   ``ErrorCode/notConnected`` where there is none, ``ErrorCode/connectionRefused`` where an
  ///   earlier datagram found nobody, and ``ErrorCode/wouldBlock`` or ``ErrorCode/timedOut`` as
  ///   ``timeout`` says. The end of the stream isn't an error.
  public func receive(
    upTo count: Int, flags: MessageFlags = []
  ) throws(SocketError) -> [UInt8] {
    try makeBytes(count) { (buffer) throws(SocketError) in
      try receive(into: buffer, flags: flags, until: nil)
    }
  }

  // snippet.receive-exactly
  /// Waits until `count` bytes have come from the peer, in as many calls of `recv` as that takes.
  ///
  /// The ``timeout`` is that of the whole.
  ///
  /// - Parameter count: The number of bytes, at least 0; that much memory is set aside.
  /// - Returns: That many bytes.
  /// - Throws: ``SocketError`` with ``ErrorCode/endOfStream`` where the peer finished sending before, and
  ///   as ``receive(upTo:flags:)`` does. The bytes that had come by then are lost.
  public func receive(exactly count: Int) throws(SocketError) -> [UInt8] {
    try makeBytes(count) { (buffer) throws(SocketError) in
      let deadline = deadline
      var received = 0
      while received < count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[received...])
        let more = try receive(into: rest, flags: [], until: deadline)
        guard more > 0 else {
          throw SocketError(
            call: "recv", subject: "\(received) of \(count) bytes", code: .endOfStream)
        }
        received += more
      }
      return received
    }
  }
  // snippet.end

  /// Waits for bytes from the peer and puts them at the beginning of a buffer.
  ///
  /// ```swift
  /// var buffer = [UInt8](repeating: 0, count: 65536)
  /// let count = try socket.receive(into: &buffer)
  /// process(buffer[..<count])
  /// ```
  ///
  /// Nothing is allocated for a buffer in one piece of memory, such as an array. A slice of an array is a
  /// copy as soon as it is written to; to fill a part of one, pass its `MutableRawSpan`.
  ///
  /// - Parameters:
  ///   - buffer: Where the bytes go; its size is the largest number of bytes to take. What lies after the
  ///     bytes that came isn't touched.
  ///   - flags: How to receive.
  /// - Returns: How many bytes came; 0 means that the peer has finished sending, or that the buffer is
  ///   empty.
  /// - Throws: ``SocketError`` as ``receive(upTo:flags:)`` does.
  @inlinable
  public func receive(
    into buffer: inout some MutableCollection<UInt8>, flags: MessageFlags = []
  ) throws(SocketError) -> Int {
    let received = buffer.withContiguousMutableStorageIfAvailable { bytes in
      Result { () throws(SocketError) in
        try receive(into: UnsafeMutableRawBufferPointer(bytes), flags: flags, until: nil)
      }
    }
    if let received { return try received.get() }
    let bytes = try receive(upTo: buffer.count, flags: flags)
    for (index, byte) in zip(buffer.indices, bytes) { buffer[index] = byte }
    return bytes.count
  }

  /// Waits for bytes from the peer and puts them at the beginning of memory that somebody else owns.
  ///
  /// - Parameters:
  ///   - buffer: Where the bytes go.
  ///   - flags: How to receive.
  /// - Returns: How many bytes came.
  /// - Throws: ``SocketError`` as ``receive(upTo:flags:)`` does.
  public func receive(
    into buffer: inout MutableRawSpan, flags: MessageFlags = []
  ) throws(SocketError) -> Int {
    try buffer.withUnsafeMutableBytes { (bytes) throws(SocketError) in
      try receive(into: bytes, flags: flags, until: nil)
    }
  }
}

// MARK: The calls

extension Socket {
  @usableFromInline
  func send(
    _ bytes: UnsafeRawBufferPointer, flags: MessageFlags, until deadline: Deadline?
  ) throws(SocketError) -> Int {
    try call("send", waitingFor: .writing, until: deadline) {
      CSockets.send($0, bytes.baseAddress, bytes.count, flags.rawValue | Platform.sendFlags)
    }
  }

  @usableFromInline
  func sendAll(_ bytes: UnsafeRawBufferPointer) throws(SocketError) {
    let deadline = deadline
    var sent = 0
    while sent < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
      sent += try send(rest, flags: [], until: deadline)
    }
  }

  @usableFromInline
  func receive(
    into buffer: UnsafeMutableRawBufferPointer, flags: MessageFlags, until deadline: Deadline?
  ) throws(SocketError) -> Int {
    let count = try call("recv", waitingFor: .reading, until: deadline) {
      CSockets.recv($0, buffer.baseAddress, buffer.count, flags.rawValue)
    }
    // With MSG_TRUNC it is the size of the datagram; only so much of it is in the buffer.
    return min(count, buffer.count)
  }
}

// Generic functions that callers have a copy of, made for their own types, and that do nothing but
// get at the memory, so that nothing is allocated on the way.

/// Lends the bytes of a collection, without a copy where they are in one piece already.
@inlinable
func withBytes<Result>(
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

/// Lends the bytes of a span.
func withBytes<Result>(
  of bytes: RawSpan, _ body: (UnsafeRawBufferPointer) throws(SocketError) -> Result
) throws(SocketError) -> Result {
  try bytes.withUnsafeBytes(body)
}

/// Makes an array of what a call puts into its memory; the call answers how many bytes that is.
func makeBytes(
  _ capacity: Int, _ body: (UnsafeMutableRawBufferPointer) throws(SocketError) -> Int
) throws(SocketError) -> [UInt8] {
  precondition(capacity >= 0, "a number of bytes can't be negative")
  var failure: SocketError?
  let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
    do throws(SocketError) {
      // The array may have got more memory than was asked for.
      let room = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<capacity])
      count = try body(room)
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return bytes
}
