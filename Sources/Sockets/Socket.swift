import CSockets
import Glibc
import Synchronization

/// One end of a conversation between two programs.
///
/// A method is one system call. A socket is closed by ``close()``, or when the last reference to it
/// goes away; an optimised program may let go of a reference right after its last use, so a socket
/// that must stay open to the end of a scope is best closed by `defer { socket.close() }`.
///
/// Calls that wait are repeated when a signal interrupts them (signal(7)). Descriptors aren't passed
/// on to programs that this one starts.
///
/// A socket may be shared between threads; closing it while another thread waits in it doesn't wake
/// that thread (close(2)), ``shutdown(_:)`` does.
public final class Socket: Sendable {
  /// What addresses look like, and which network carries the bytes.
  public enum Family: Sendable, CaseIterable {
    /// The Internet Protocol, version 4. The corresponding C constant is `AF_INET`.
    case ipv4
  }

  /// How bytes are carried.
  public enum Kind: Sendable, CaseIterable {
    /// A reliable, ordered stream of bytes in both directions; TCP, in the Internet families. The
    /// corresponding C constant is `SOCK_STREAM`.
    case stream
  }

  /// A direction of a connection, seen from this end.
  public enum Half: Sendable, CaseIterable {
    /// What the peer sends. The corresponding C constant is `SHUT_RD`.
    case reading
    /// What this end sends. The corresponding C constant is `SHUT_WR`.
    case writing
    /// Both directions. The corresponding C constant is `SHUT_RDWR`.
    case both
  }

  private let state: Mutex<CInt>

  private init(owning descriptor: CInt) {
    state = Mutex(descriptor)
  }

  deinit {
    close()
  }

  /// The kernel's number for this socket, or -1 once it is closed.
  public var descriptor: CInt {
    state.withLock { $0 }
  }

  /// Makes a socket that has no address and no peer yet.
  ///
  /// The corresponding C function is `socket`.
  ///
  /// - Throws: ``SocketError`` where the process or the system has no descriptor left (`EMFILE`,
  ///   `ENFILE`) or the kernel knows no such socket.
  public init(_ family: Family, _ kind: Kind) throws(SocketError) {
    let type = kind.systemValue | CInt(SOCK_CLOEXEC.rawValue)
    state = Mutex(try systemCall("socket") { Glibc.socket(family.systemValue, type, 0) })
  }

  /// Gives this end its address.
  ///
  /// Port 0 asks the kernel for a free port; ``localAddress`` tells which one it chose. The
  /// corresponding C function is `bind`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/addressInUse``, ``ErrorCode/addressNotAvailable``,
  ///   ``ErrorCode/permissionDenied`` for a port below 1024, or ``ErrorCode/invalidArgument`` for a
  ///   socket that has an address already.
  public func bind(to address: Address) throws(SocketError) {
    try systemCall("bind", address.description) {
      address.withSocketAddress { Glibc.bind(descriptor, $0, $1) }
    }
  }

  /// Lets other programs connect to this socket.
  ///
  /// The kernel completes connections by itself and keeps up to `backlog` + 1 of them until
  /// ``accept()`` takes them (listen(2), "backlog"). The corresponding C function is `listen`.
  ///
  /// - Parameter backlog: How many finished connections may wait; the kernel caps it at
  ///   `/proc/sys/net/core/somaxconn`.
  /// - Throws: ``SocketError`` with ``ErrorCode/addressInUse`` where another socket listens there.
  public func listen(backlog: Int = 128) throws(SocketError) {
    try systemCall("listen") { Glibc.listen(descriptor, CInt(clamping: backlog)) }
  }

  /// Waits for the next connection and takes it.
  ///
  /// The corresponding C function is `accept`.
  ///
  /// - Returns: A new socket for the conversation, and the address of the client. The socket that
  ///   listens goes on listening.
  /// - Throws: ``SocketError`` with ``ErrorCode/invalidArgument`` for a socket that doesn't listen,
  ///   or with the code of a connection that ended before it was taken.
  public func accept() throws(SocketError) -> (connection: Socket, client: Address) {
    let accepted = try Address.written(by: "accept") { address, length in
      accept4(descriptor, address, length, CInt(SOCK_CLOEXEC.rawValue))
    }
    return (Socket(owning: accepted.result), accepted.address)
  }

  /// Connects this socket to the one that listens at an address.
  ///
  /// Waits until the other side's kernel has answered; the kernel gives up after about two minutes
  /// (tcp(7), `tcp_syn_retries`). The corresponding C function is `connect`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/connectionRefused`` where nobody listens.
  public func connect(to address: Address) throws(SocketError) {
    try systemCall("connect", address.description) {
      // An interrupted connect goes on by itself and must not be called again (connect(2), EINTR).
      let result = address.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
      return result == -1 && errno == EINTR ? finishConnecting() : result
    }
  }

  private func finishConnecting() -> CInt {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while poll(&waiting, 1, -1) == -1 {
      guard errno == EINTR else { return -1 }
    }
    var code: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return -1 }
    errno = code
    return code == 0 ? 0 : -1
  }

  /// The address of this end.
  ///
  /// The corresponding C function is `getsockname`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/badDescriptor`` once the socket is closed.
  public var localAddress: Address {
    get throws(SocketError) {
      try Address.written(by: "getsockname") { getsockname(descriptor, $0, $1) }.address
    }
  }

  /// The address of the other end.
  ///
  /// The corresponding C function is `getpeername`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/notConnected`` where there is no other end.
  public var peerAddress: Address {
    get throws(SocketError) {
      try Address.written(by: "getpeername") { getpeername(descriptor, $0, $1) }.address
    }
  }

  /// Ends one direction of the connection, or both, for every program that shares the socket.
  ///
  /// The corresponding C function is `shutdown`.
  ///
  /// - Throws: ``SocketError`` with ``ErrorCode/notConnected`` where there is no connection.
  public func shutdown(_ half: Half = .both) throws(SocketError) {
    try systemCall("shutdown") { Glibc.shutdown(descriptor, half.systemValue) }
  }

  /// Gives the descriptor back to the kernel.
  ///
  /// The peer sees the end of what was sent; where bytes from the peer haven't been received yet,
  /// it sees a reset instead (RFC 2525, section 2.17). Closing twice does nothing. The corresponding C
  /// function is `close`; it is called once and its result doesn't matter, as the descriptor is gone
  /// in either case (close(2), "Dealing with error returns from close()").
  public func close() {
    let descriptor = state.withLock { state in
      defer { state = -1 }
      return state
    }
    if descriptor != -1 {
      _ = Glibc.close(descriptor)
    }
  }
}

extension Socket: Hashable {
  public static func == (left: Socket, right: Socket) -> Bool { left === right }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension Socket.Family {
  var systemValue: CInt {
    switch self {
    case .ipv4: AF_INET
    }
  }
}

extension Socket.Kind {
  var systemValue: CInt {
    switch self {
    case .stream: CInt(SOCK_STREAM.rawValue)
    }
  }
}

extension Socket.Half {
  var systemValue: CInt {
    switch self {
    case .reading: CInt(SHUT_RD)
    case .writing: CInt(SHUT_WR)
    case .both: CInt(SHUT_RDWR)
    }
  }
}
