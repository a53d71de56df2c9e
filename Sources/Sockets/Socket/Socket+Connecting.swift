import CSockets

extension Socket {
  /// Gives this end its address.
  ///
  /// Port 0 asks the kernel for a free port; ``localAddress`` tells which one it chose. Binding to the
  /// path of a Unix socket makes that file; closing the socket doesn't remove it (unix(7), "NOTES"). The
  /// corresponding C function is `bind`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/addressInUse``, also for a path that exists;
  ///   ``ErrorCode/addressNotAvailable``; ``ErrorCode/permissionDenied``, for a port below 1024 unless the
  ///   user is privileged (ip(7)), or for a folder that the user may not write to;
  ///   ``ErrorCode/invalidArgument`` for a socket that has an address already; or, before the call,
  ///   ``ErrorCode/nameTooLong`` for a path over 107 bytes.
  public func bind(to address: Address) throws(SocketError) {
    let raw = try SocketAddress(address, for: "bind")
    try call("bind", address.description) { descriptor in
      raw.read { CSockets.bind(descriptor, $0, $1) }
    }
  }

  /// Lets other programs connect to this socket.
  ///
  /// The kernel completes connections by itself and keeps them until ``accept()`` takes them: on Linux
  /// `backlog` + 1, one more than listen(2) says. The corresponding C function is `listen`.
  ///
  /// - Parameter backlog: How many finished connections may wait, on Linux one more; the kernel caps it at
  ///   `/proc/sys/net/core/somaxconn`, and so it does with a negative number.
  /// - Throws: ``SocketError`` with ``ErrorCode/addressInUse`` where another socket listens there, or
  ///   ``ErrorCode/operationNotSupported`` for a kind without connections.
  public func listen(backlog: Int = 128) throws(SocketError) {
    try call("listen") { CSockets.listen($0, CInt(clamping: backlog)) }
  }

  // snippet.accept
  /// Waits for the next connection and takes it.
  ///
  /// The corresponding C function is `accept`.
  ///
  /// - Returns: A new socket for the conversation, and the address of the client. The new socket has no
  ///   ``timeout``, whatever the listening one has. The socket that listens goes on listening.
  /// - Throws: ``SocketError`` with ``ErrorCode/invalidArgument`` for a socket that doesn't listen,
  ///   ``ErrorCode/wouldBlock`` or ``ErrorCode/timedOut`` as ``timeout`` says, or with the code of a
  ///   connection that ended before it was taken.
  public func accept() throws(SocketError) -> (connection: Socket, client: Address) {
    var client = SocketAddress()
    let descriptor = try call("accept", waitingFor: .reading) { descriptor in
      client.write { Platform.accept(descriptor, $0, $1) }
    }
    return (accepted(descriptor), try known(client, "accept"))
  }
  // snippet.end

  // snippet.connect
  /// Connects this socket to the one at an address.
  ///
  /// A stream waits until the other side's kernel has answered; the kernel gives up after about two
  /// minutes (tcp(7), `tcp_syn_retries`). A datagram socket sends nothing: from then on it sends to that
  /// address, and receives from there only. The corresponding C function is `connect`.
  ///
  /// With a ``timeout`` of zero, a stream of the Internet families answers ``ErrorCode/inProgress``; the
  /// connection is made once the socket is ready for writing and ``ReadOnlyOption/pendingError`` is `nil`.
  /// For a Unix socket nothing can be waited for: with any timeout, a listener whose backlog is full
  /// means ``ErrorCode/wouldBlock``.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/connectionRefused`` where nobody listens,
  ///   ``ErrorCode/noSuchFile`` and ``ErrorCode/permissionDenied`` for the path of a Unix socket,
  ///   ``ErrorCode/alreadyConnected``, ``ErrorCode/networkUnreachable``, ``ErrorCode/timedOut``, or,
  ///   before the call, ``ErrorCode/nameTooLong`` for a path over 107 bytes.
  public func connect(to address: Address) throws(SocketError) {
    let raw = try SocketAddress(address, for: "connect")
    try borrowDescriptor("connect", address.description) { (descriptor) throws(SocketError) in
      let deadline = deadline
      func failure(_ code: ErrorCode) -> SocketError {
        SocketError(call: "connect", subject: address.description, code: code)
      }
      while raw.read({ CSockets.connect(descriptor, $0, $1) }) == -1 {
        switch ErrorCode.current {
        case .interrupted where family == .unix:
          // Interrupted in the queue for the backlog, where it doesn't go on by itself.
          continue
        case .inProgress where !deadline.isNow, .interrupted:
          // An interrupted connect goes on by itself and must not be called again (connect(3p)).
          break
        case let code:
          throw failure(code)
        }
        var waiting = pollfd(fd: descriptor, events: PollEvents.writing.rawValue, revents: 0)
        guard try waitUntilReady(&waiting, until: deadline) > 0 else { throw failure(.timedOut) }
        if let code = try get(.pendingError) { throw failure(code) }
        return
      }
    }
  }
  // snippet.end

  /// The address of this end.
  ///
  /// The corresponding C function is `getsockname`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/badDescriptor`` once the socket is closed. A socket that
  ///   has no address yet is no error: it has ``IPv4Address/any`` and port 0, or is ``Address/unnamed``.
  public var localAddress: Address {
    get throws(SocketError) {
      var address = SocketAddress()
      try call("getsockname") { descriptor in
        address.write { CSockets.getsockname(descriptor, $0, $1) }
      }
      return try known(address, "getsockname")
    }
  }

  /// The address of the other end.
  ///
  /// The corresponding C function is `getpeername`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/notConnected`` where there is no other end.
  public var peerAddress: Address {
    get throws(SocketError) {
      var address = SocketAddress()
      try call("getpeername") { descriptor in
        address.write { CSockets.getpeername(descriptor, $0, $1) }
      }
      return try known(address, "getpeername")
    }
  }

  /// Ends one direction of the connection, or both, for every program that shares the socket.
  ///
  /// After ``Half/writing`` or ``Half/both`` the peer receives what was sent before, and then the end of the
  /// stream. Of ``Half/reading`` it learns nothing, and over TCP Linux goes on taking what it sends. A thread
  /// that waits in the socket is woken. The corresponding C function is `shutdown`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/notConnected`` where there is no connection.
  public func shutdown(_ half: Half = .both) throws(SocketError) {
    try call("shutdown") { CSockets.shutdown($0, half.systemValue) }
  }

  /// The address that a call wrote.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/familyNotSupported`` for an address of another family,
  ///   which no socket of this class can have.
  func known(_ address: SocketAddress, _ call: String) throws(SocketError) -> Address {
    guard let address = address.address else {
      throw SocketError(call: call, code: .familyNotSupported)
    }
    return address
  }
}
