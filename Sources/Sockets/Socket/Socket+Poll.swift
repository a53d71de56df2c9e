import CSockets

extension Socket {
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
