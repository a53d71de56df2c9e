// swift-format-ignore-file: AlwaysUseLowerCamelCase

// The names of errno(3) and getaddrinfo(3), so that typing one of them gives the name it has here.

extension ErrorCode {
  /// Is called ``addressInUse`` here.
  @available(*, unavailable, renamed: "addressInUse")
  public static var EADDRINUSE: Self { .addressInUse }

  /// Is called ``addressNotAvailable`` here.
  @available(*, unavailable, renamed: "addressNotAvailable")
  public static var EADDRNOTAVAIL: Self { .addressNotAvailable }

  /// Is called ``alreadyConnected`` here.
  @available(*, unavailable, renamed: "alreadyConnected")
  public static var EISCONN: Self { .alreadyConnected }

  /// Is called ``alreadyConnecting`` here.
  @available(*, unavailable, renamed: "alreadyConnecting")
  public static var EALREADY: Self { .alreadyConnecting }

  /// Is called ``badDescriptor`` here.
  @available(*, unavailable, renamed: "badDescriptor")
  public static var EBADF: Self { .badDescriptor }

  /// Is called ``brokenPipe`` here.
  @available(*, unavailable, renamed: "brokenPipe")
  public static var EPIPE: Self { .brokenPipe }

  /// Is called ``connectionAborted`` here.
  @available(*, unavailable, renamed: "connectionAborted")
  public static var ECONNABORTED: Self { .connectionAborted }

  /// Is called ``connectionRefused`` here.
  @available(*, unavailable, renamed: "connectionRefused")
  public static var ECONNREFUSED: Self { .connectionRefused }

  /// Is called ``connectionReset`` here.
  @available(*, unavailable, renamed: "connectionReset")
  public static var ECONNRESET: Self { .connectionReset }

  /// Is called ``destinationRequired`` here.
  @available(*, unavailable, renamed: "destinationRequired")
  public static var EDESTADDRREQ: Self { .destinationRequired }

  /// Is called ``familyNotSupported`` here.
  @available(*, unavailable, renamed: "familyNotSupported")
  public static var EAFNOSUPPORT: Self { .familyNotSupported }

  /// Is called ``hostUnreachable`` here.
  @available(*, unavailable, renamed: "hostUnreachable")
  public static var EHOSTUNREACH: Self { .hostUnreachable }

  /// Is called ``inProgress`` here.
  @available(*, unavailable, renamed: "inProgress")
  public static var EINPROGRESS: Self { .inProgress }

  /// Is called ``invalidArgument`` here.
  @available(*, unavailable, renamed: "invalidArgument")
  public static var EINVAL: Self { .invalidArgument }

  /// Is called ``messageTooLong`` here.
  @available(*, unavailable, renamed: "messageTooLong")
  public static var EMSGSIZE: Self { .messageTooLong }

  /// Is called ``nameTooLong`` here.
  @available(*, unavailable, renamed: "nameTooLong")
  public static var ENAMETOOLONG: Self { .nameTooLong }

  /// Is called ``networkUnreachable`` here.
  @available(*, unavailable, renamed: "networkUnreachable")
  public static var ENETUNREACH: Self { .networkUnreachable }

  /// Is called ``noSuchDevice`` here.
  @available(*, unavailable, renamed: "noSuchDevice")
  public static var ENODEV: Self { .noSuchDevice }

  /// Is called ``noSuchDeviceOrAddress`` here.
  @available(*, unavailable, renamed: "noSuchDeviceOrAddress")
  public static var ENXIO: Self { .noSuchDeviceOrAddress }

  /// Is called ``noSuchFile`` here.
  @available(*, unavailable, renamed: "noSuchFile")
  public static var ENOENT: Self { .noSuchFile }

  /// Is called ``notConnected`` here.
  @available(*, unavailable, renamed: "notConnected")
  public static var ENOTCONN: Self { .notConnected }

  /// Is called ``notPermitted`` here.
  @available(*, unavailable, renamed: "notPermitted")
  public static var EPERM: Self { .notPermitted }

  /// Is called ``notSocket`` here.
  @available(*, unavailable, renamed: "notSocket")
  public static var ENOTSOCK: Self { .notSocket }

  /// Is called ``operationNotSupported`` here.
  @available(*, unavailable, renamed: "operationNotSupported")
  public static var EOPNOTSUPP: Self { .operationNotSupported }

  /// Is called ``optionNotSupported`` here.
  @available(*, unavailable, renamed: "optionNotSupported")
  public static var ENOPROTOOPT: Self { .optionNotSupported }

  /// Is called ``permissionDenied`` here.
  @available(*, unavailable, renamed: "permissionDenied")
  public static var EACCES: Self { .permissionDenied }

  /// Is called ``protocolNotSupported`` here.
  @available(*, unavailable, renamed: "protocolNotSupported")
  public static var EPROTONOSUPPORT: Self { .protocolNotSupported }

  /// Is called ``timedOut`` here.
  @available(*, unavailable, renamed: "timedOut")
  public static var ETIMEDOUT: Self { .timedOut }

  /// Is called ``tooManyOpenFiles`` here.
  @available(*, unavailable, renamed: "tooManyOpenFiles")
  public static var EMFILE: Self { .tooManyOpenFiles }

  /// Is called ``wouldBlock`` here.
  @available(*, unavailable, renamed: "wouldBlock")
  public static var EWOULDBLOCK: Self { .wouldBlock }

  /// Is called ``wrongProtocolType`` here.
  @available(*, unavailable, renamed: "wrongProtocolType")
  public static var EPROTOTYPE: Self { .wrongProtocolType }

  /// Is called ``hostNotFound`` here.
  @available(*, unavailable, renamed: "hostNotFound")
  public static var EAI_NONAME: Self { .hostNotFound }

  /// Is called ``hostNotFoundYet`` here.
  @available(*, unavailable, renamed: "hostNotFoundYet")
  public static var EAI_AGAIN: Self { .hostNotFoundYet }

  /// Is called ``hostHasNoAddress`` here.
  @available(*, unavailable, renamed: "hostHasNoAddress")
  public static var EAI_NODATA: Self { .hostHasNoAddress }

  /// Is called ``resolverFailed`` here.
  @available(*, unavailable, renamed: "resolverFailed")
  public static var EAI_FAIL: Self { .resolverFailed }

  /// Is called ``resolverFamilyNotSupported`` here.
  @available(*, unavailable, renamed: "resolverFamilyNotSupported")
  public static var EAI_FAMILY: Self { .resolverFamilyNotSupported }

  /// Is called ``resolverFlagsInvalid`` here.
  @available(*, unavailable, renamed: "resolverFlagsInvalid")
  public static var EAI_BADFLAGS: Self { .resolverFlagsInvalid }

  /// Is called ``serviceNotFound`` here.
  @available(*, unavailable, renamed: "serviceNotFound")
  public static var EAI_SERVICE: Self { .serviceNotFound }

  /// Is called ``resolverKindNotSupported`` here.
  @available(*, unavailable, renamed: "resolverKindNotSupported")
  public static var EAI_SOCKTYPE: Self { .resolverKindNotSupported }

  /// Is the same number as `EWOULDBLOCK` on Linux, and called ``wouldBlock`` here.
  @available(*, unavailable, renamed: "wouldBlock")
  public static var EAGAIN: Self { .wouldBlock }
}
