import CSockets
import Glibc

/// The cause of a ``SocketError``: a number of the kernel's, with its name and its sentence.
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
///
/// The numbers are those of errno(3).
public struct ErrorCode: Hashable, Sendable {
  /// The number in `errno`.
  public let rawValue: CInt

  /// Makes the code of an `errno` value.
  public init(errno: CInt) {
    self.rawValue = errno
  }

  /// The symbolic name, such as `ECONNREFUSED`, or `errno 4095` for a number without one.
  public var name: String {
    strerrorname_np(rawValue).map { String(cString: $0) } ?? "errno \(rawValue)"
  }

  /// The sentence for people, in English whatever the locale, such as `Connection refused`.
  public var message: String {
    strerrordesc_np(rawValue).map { String(cString: $0) } ?? "Unknown error"
  }
}

extension ErrorCode {
  /// Another socket holds the address.
  ///
  /// The corresponding C constant is `EADDRINUSE`.
  public static var addressInUse: Self { Self(errno: EADDRINUSE) }

  /// The address isn't one of this host's.
  ///
  /// The corresponding C constant is `EADDRNOTAVAIL`.
  public static var addressNotAvailable: Self { Self(errno: EADDRNOTAVAIL) }

  /// The family can't be used here.
  ///
  /// The corresponding C constant is `EAFNOSUPPORT`.
  public static var familyNotSupported: Self { Self(errno: EAFNOSUPPORT) }

  /// The socket is closed.
  ///
  /// The corresponding C constant is `EBADF`.
  public static var badDescriptor: Self { Self(errno: EBADF) }

  /// The peer has closed its end.
  ///
  /// The corresponding C constant is `EPIPE`.
  public static var brokenPipe: Self { Self(errno: EPIPE) }

  /// Nobody listens at that address.
  ///
  /// The corresponding C constant is `ECONNREFUSED`.
  public static var connectionRefused: Self { Self(errno: ECONNREFUSED) }

  /// The peer broke the connection off.
  ///
  /// The corresponding C constant is `ECONNRESET`.
  public static var connectionReset: Self { Self(errno: ECONNRESET) }

  /// The call makes no sense for this socket.
  ///
  /// The corresponding C constant is `EINVAL`.
  public static var invalidArgument: Self { Self(errno: EINVAL) }

  /// The socket has no peer.
  ///
  /// The corresponding C constant is `ENOTCONN`.
  public static var notConnected: Self { Self(errno: ENOTCONN) }

  /// The kernel doesn't let this user do that.
  ///
  /// The corresponding C constant is `EACCES`.
  public static var permissionDenied: Self { Self(errno: EACCES) }
}
