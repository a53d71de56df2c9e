import CSockets

/// The cause of a ``SocketError``: a number, with its name and its sentence.
///
/// Codes are values to match on:
///
/// ```swift
/// do {
///   try socket.connect(to: server)
/// } catch {
///   if error.code == .connectionRefused { print("nobody is listening") }
/// }
/// ```
public struct ErrorCode: Hashable, Sendable {
  /// Who gave the number.
  public enum Domain: Hashable, Sendable {
    /// The kernel; the numbers are those of errno(3).
    case errno
    /// The resolver; the numbers are those of getaddrinfo(3), `EAI_…`.
    case resolver
    /// This library: the peer stopped in the middle of something.
    case stream
  }

  /// Who gave the number.
  public let domain: Domain

  /// The number, as its domain counts.
  public let rawValue: CInt

  private init(_ domain: Domain, _ rawValue: CInt) {
    self.domain = domain
    self.rawValue = rawValue
  }

  /// Makes the code of an `errno` value.
  public init(errno: CInt) {
    self.init(.errno, errno)
  }

  /// Makes the code of what getaddrinfo(3) answered.
  ///
  /// `EAI_SYSTEM` says that `errno` has the cause; it is the caller's to look there.
  public init(resolver: CInt) {
    self.init(.resolver, resolver)
  }

  /// The stream ended before as many bytes came as were asked for.
  public static let endOfStream = ErrorCode(.stream, 0)
}

extension ErrorCode: CustomStringConvertible {
  /// The symbolic name, such as `ECONNREFUSED`, or `errno 4095` for a number without one.
  public var name: String {
    switch domain {
    case .errno: Platform.name(ofErrno: rawValue) ?? "errno \(rawValue)"
    case .resolver: Platform.resolverNames[rawValue] ?? "resolver error \(rawValue)"
    case .stream: "EOF"
    }
  }

  /// The sentence for people, such as `Connection refused`; `errno`'s are in English whatever the
  /// locale.
  public var message: String {
    switch domain {
    case .errno: Platform.message(ofErrno: rawValue) ?? "Unknown error"
    case .resolver: String(cString: gai_strerror(rawValue))
    case .stream: "End of stream"
    }
  }

  /// The cause in words and its name in C, as in `Permission denied (EACCES)`.
  public var description: String { "\(message) (\(name))" }
}

// MARK: The kernel's

extension ErrorCode {
  /// Another socket holds the address.
  ///
  /// The corresponding C constant is `EADDRINUSE`.
  public static var addressInUse: Self { Self(errno: CSockets.EADDRINUSE) }

  /// The address isn't one of this host's.
  ///
  /// The corresponding C constant is `EADDRNOTAVAIL`.
  public static var addressNotAvailable: Self { Self(errno: CSockets.EADDRNOTAVAIL) }

  /// The socket has a peer already.
  ///
  /// The corresponding C constant is `EISCONN`.
  public static var alreadyConnected: Self { Self(errno: CSockets.EISCONN) }

  /// An earlier ``Socket/connect(to:)`` is still under way.
  ///
  /// The corresponding C constant is `EALREADY`.
  public static var alreadyConnecting: Self { Self(errno: CSockets.EALREADY) }

  /// The socket is closed.
  ///
  /// The corresponding C constant is `EBADF`.
  public static var badDescriptor: Self { Self(errno: CSockets.EBADF) }

  /// The peer has closed its end, or this end can't send any more.
  ///
  /// The corresponding C constant is `EPIPE`.
  public static var brokenPipe: Self { Self(errno: CSockets.EPIPE) }

  /// The connection ended before it was accepted.
  ///
  /// The corresponding C constant is `ECONNABORTED`.
  public static var connectionAborted: Self { Self(errno: CSockets.ECONNABORTED) }

  /// Nobody listens at that address.
  ///
  /// The corresponding C constant is `ECONNREFUSED`.
  public static var connectionRefused: Self { Self(errno: CSockets.ECONNREFUSED) }

  /// The peer broke the connection off.
  ///
  /// The corresponding C constant is `ECONNRESET`.
  public static var connectionReset: Self { Self(errno: CSockets.ECONNRESET) }

  /// A datagram was sent without saying where to.
  ///
  /// The corresponding C constant is `EDESTADDRREQ`.
  public static var destinationRequired: Self { Self(errno: CSockets.EDESTADDRREQ) }

  /// The family can't be used here.
  ///
  /// The corresponding C constant is `EAFNOSUPPORT`.
  public static var familyNotSupported: Self { Self(errno: CSockets.EAFNOSUPPORT) }

  /// No way leads to the host.
  ///
  /// The corresponding C constant is `EHOSTUNREACH`.
  public static var hostUnreachable: Self { Self(errno: CSockets.EHOSTUNREACH) }

  /// The connection is being made, and nobody waits for it.
  ///
  /// The corresponding C constant is `EINPROGRESS`.
  public static var inProgress: Self { Self(errno: CSockets.EINPROGRESS) }

  /// The call makes no sense for this socket, or with this value.
  ///
  /// The corresponding C constant is `EINVAL`.
  public static var invalidArgument: Self { Self(errno: CSockets.EINVAL) }

  /// The datagram is larger than its family can carry.
  ///
  /// The corresponding C constant is `EMSGSIZE`.
  public static var messageTooLong: Self { Self(errno: CSockets.EMSGSIZE) }

  /// The path of a Unix socket is over 107 bytes long.
  ///
  /// The corresponding C constant is `ENAMETOOLONG`.
  public static var nameTooLong: Self { Self(errno: CSockets.ENAMETOOLONG) }

  /// No route leads to the network.
  ///
  /// The corresponding C constant is `ENETUNREACH`.
  public static var networkUnreachable: Self { Self(errno: CSockets.ENETUNREACH) }

  /// There is no such interface.
  ///
  /// The corresponding C constant is `ENODEV`.
  public static var noSuchDevice: Self { Self(errno: CSockets.ENODEV) }

  /// There is no interface of that index.
  ///
  /// The corresponding C constant is `ENXIO`.
  public static var noSuchDeviceOrAddress: Self { Self(errno: CSockets.ENXIO) }

  /// There is no file of that name.
  ///
  /// The corresponding C constant is `ENOENT`.
  public static var noSuchFile: Self { Self(errno: CSockets.ENOENT) }

  /// The socket has no peer.
  ///
  /// The corresponding C constant is `ENOTCONN`.
  public static var notConnected: Self { Self(errno: CSockets.ENOTCONN) }

  /// Only root, or somebody with a capability, may do that.
  ///
  /// The corresponding C constant is `EPERM`.
  public static var notPermitted: Self { Self(errno: CSockets.EPERM) }

  /// The descriptor is something else than a socket.
  ///
  /// The corresponding C constant is `ENOTSOCK`.
  public static var notSocket: Self { Self(errno: CSockets.ENOTSOCK) }

  /// Sockets of this kind can't do that.
  ///
  /// The corresponding C constant is `EOPNOTSUPP`.
  public static var operationNotSupported: Self { Self(errno: CSockets.EOPNOTSUPP) }

  /// Sockets of this kind have no such option.
  ///
  /// The corresponding C constant is `ENOPROTOOPT`.
  public static var optionNotSupported: Self { Self(errno: CSockets.ENOPROTOOPT) }

  /// The kernel doesn't let this user do that.
  ///
  /// The corresponding C constant is `EACCES`.
  public static var permissionDenied: Self { Self(errno: CSockets.EACCES) }

  /// The family has no such transport.
  ///
  /// The corresponding C constant is `EPROTONOSUPPORT`.
  public static var protocolNotSupported: Self { Self(errno: CSockets.EPROTONOSUPPORT) }

  /// The time was over: the socket's ``Socket/timeout``, or the kernel's own.
  ///
  /// The corresponding C constant is `ETIMEDOUT`.
  public static var timedOut: Self { Self(errno: CSockets.ETIMEDOUT) }

  /// The process has no descriptor left.
  ///
  /// The corresponding C constant is `EMFILE`.
  public static var tooManyOpenFiles: Self { Self(errno: CSockets.EMFILE) }

  /// The call would have to wait, and the socket's ``Socket/timeout`` is zero.
  ///
  /// The corresponding C constant is `EWOULDBLOCK`.
  public static var wouldBlock: Self { Self(errno: CSockets.EWOULDBLOCK) }

  /// The socket at that address is of another kind.
  ///
  /// The corresponding C constant is `EPROTOTYPE`.
  public static var wrongProtocolType: Self { Self(errno: CSockets.EPROTOTYPE) }
}

// MARK: The resolver's

extension ErrorCode {
  /// Nobody knows a host of that name.
  ///
  /// The corresponding C constant is `EAI_NONAME`.
  public static var hostNotFound: Self { Self(resolver: CSockets.EAI_NONAME) }

  /// The name server didn't answer; it may later.
  ///
  /// The corresponding C constant is `EAI_AGAIN`.
  public static var hostNotFoundYet: Self { Self(resolver: CSockets.EAI_AGAIN) }

  /// The host is known, but has no address of that family.
  ///
  /// The corresponding C constant is `EAI_NODATA`.
  public static var hostHasNoAddress: Self { Self(resolver: Platform.noData) }

  /// The name server answered with an error.
  ///
  /// The corresponding C constant is `EAI_FAIL`.
  public static var resolverFailed: Self { Self(resolver: CSockets.EAI_FAIL) }

  /// Hosts of that family can't be looked up.
  ///
  /// The corresponding C constant is `EAI_FAMILY`.
  public static var resolverFamilyNotSupported: Self { Self(resolver: CSockets.EAI_FAMILY) }

  /// The flags contradict each other or the rest of the call.
  ///
  /// The corresponding C constant is `EAI_BADFLAGS`.
  public static var resolverFlagsInvalid: Self { Self(resolver: CSockets.EAI_BADFLAGS) }

  /// Nobody knows the service, or that kind of socket doesn't have it.
  ///
  /// The corresponding C constant is `EAI_SERVICE`.
  public static var serviceNotFound: Self { Self(resolver: CSockets.EAI_SERVICE) }

  /// Hosts can't be looked up for that kind of socket.
  ///
  /// The corresponding C constant is `EAI_SOCKTYPE`.
  public static var resolverKindNotSupported: Self { Self(resolver: CSockets.EAI_SOCKTYPE) }

  /// Makes the code of a value of `h_errno`, which tells the same with other numbers
  /// (gethostbyname(3)).
  init(hostError: CInt) {
    switch hostError {
    case HOST_NOT_FOUND: self = .hostNotFound
    case TRY_AGAIN: self = .hostNotFoundYet
    case NO_DATA: self = .hostHasNoAddress
    default: self = .resolverFailed
    }
  }
}
