import CSockets

extension Socket {
  /// What a socket can be ready for.
  public struct PollEvents: OptionSet, Hashable, Sendable {
    /// The sum of the numbers that poll(2) takes.
    public let rawValue: Int16

    /// Makes events of their numbers.
    public init(rawValue: Int16) {
      self.rawValue = rawValue
    }

    /// To receive, or to accept, without waiting; the end of the stream counts.
    ///
    /// What is there may be gone before it is taken, where another thread takes it, too (accept(2), "NOTES").
    ///
    /// The corresponding C constant is `POLLIN`.
    public static let reading = Self(rawValue: Int16(CSockets.POLLIN))
    /// To send something without waiting; a connection that was made, or failed, counts.
    ///
    /// To send more than there is room for waits all the same on a socket without a ``Socket/timeout``
    /// (poll(2)).
    ///
    /// The corresponding C constant is `POLLOUT`.
    public static let writing = Self(rawValue: Int16(CSockets.POLLOUT))
    /// To receive an out-of-band byte.
    ///
    /// The corresponding C constant is `POLLPRI`.
    public static let outOfBand = Self(rawValue: Int16(CSockets.POLLPRI))
    /// Both directions have ended, or never began; only ever an answer.
    ///
    /// The corresponding C constant is `POLLHUP`.
    public static let hangUp = Self(rawValue: Int16(CSockets.POLLHUP))
    /// ``Option/pendingError`` has something to tell; only ever an answer.
    ///
    /// The corresponding C constant is `POLLERR`.
    public static let error = Self(rawValue: Int16(CSockets.POLLERR))
  }

  /// Waits until one of several sockets is ready.
  ///
  /// ```swift
  /// let ready = try Socket.poll([(listener, .reading), (client, [.reading, .writing])])
  /// for (socket, events) in ready { … }
  /// ```
  ///
  /// The corresponding C function is `poll`.
  ///
  /// - Parameters:
  ///   - sockets: The sockets, each with what it is waited for.
  ///   - timeout: How long to wait: for ever with `nil`, not at all with `.zero` or less. The sockets' own
  ///     timeouts don't matter.
  /// - Returns: The sockets that are ready, in the order in which they were given, each with what for,
  ///   which may include ``PollEvents/hangUp`` and ``PollEvents/error``; none when the time was over.
  /// - Throws: ``SocketError`` with ``ErrorCode/badDescriptor`` where one of the sockets is closed. That
  ///   the time was over isn't an error.
  public static func poll(
    _ sockets: [(Socket, PollEvents)], timeout: Duration? = nil
  ) throws(SocketError) -> [(socket: Socket, events: PollEvents)] {
    let deadline = Deadline(after: timeout)
    var waiting: [pollfd] = []
    defer {
      for (socket, _) in sockets.prefix(waiting.count) { socket.endBorrowing() }
    }
    for (socket, events) in sockets {
      let descriptor = try socket.beginBorrowing("poll")
      waiting.append(pollfd(fd: descriptor, events: events.rawValue, revents: 0))
    }
    _ = try waitUntilReady(&waiting, count: waiting.count, until: deadline)
    return zip(sockets, waiting).compactMap { wanted, found in
      found.revents == 0 ? nil : (wanted.0, PollEvents(rawValue: found.revents))
    }
  }

  /// Waits until this socket is ready.
  ///
  /// The corresponding C function is `poll`.
  ///
  /// - Parameters:
  ///   - events: What it is waited for.
  ///   - timeout: How long to wait: for ever with `nil`, not at all with `.zero` or less.
  /// - Returns: What it is ready for; nothing when the time was over.
  /// - Throws: ``SocketError`` with ``ErrorCode/badDescriptor`` where the socket is closed.
  public func wait(
    for events: PollEvents, timeout: Duration? = nil
  ) throws(SocketError) -> PollEvents {
    try Self.poll([(self, events)], timeout: timeout).first?.events ?? []
  }
}
