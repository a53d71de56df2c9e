import CSockets
import Sockets
import Testing

@Suite struct SocketErrorTests {
  @Test func `an error tells the call, its subject and the cause`() {
    let error = SocketError(call: "connect", subject: "127.0.0.1:10000", code: .connectionRefused)
    #expect(error.description == "connect(127.0.0.1:10000): Connection refused (ECONNREFUSED)")
    #expect(error.debugDescription == error.description)
    #expect("\(error.code)" == "Connection refused (ECONNREFUSED)")
    #expect(
      SocketError(call: "listen", code: .addressInUse).description
        == "listen: Address already in use (EADDRINUSE)")
    #expect(
      SocketError(call: "getaddrinfo", subject: "x", code: .hostNotFound).description
        == "getaddrinfo(x): Name or service not known (EAI_NONAME)")
    #expect(ErrorCode.endOfStream.description == "End of stream (EOF)")
  }

  @Test func `an unknown number is told as such`() {
    #expect(ErrorCode(errno: 4095).name == "errno 4095")
    #expect(ErrorCode(errno: 4095).message == "Unknown error")
    #expect(ErrorCode(resolver: -999).name == "resolver error -999")
    #expect(ErrorCode(resolver: -999).message == "Unknown error")
  }

  @Test func `the same number of another domain is another code`() {
    #expect(ErrorCode(errno: 0) != .endOfStream)
    #expect(ErrorCode(errno: -2) != ErrorCode(resolver: -2))
    #expect(ErrorCode(resolver: EAI_NONAME) == .hostNotFound)
    #expect(ErrorCode(errno: EAGAIN) == .wouldBlock)
  }

  @Test(arguments: [
    (ErrorCode.addressInUse, "EADDRINUSE"),
    (ErrorCode.addressNotAvailable, "EADDRNOTAVAIL"),
    (ErrorCode.alreadyConnected, "EISCONN"),
    (ErrorCode.alreadyConnecting, "EALREADY"),
    (ErrorCode.badDescriptor, "EBADF"),
    (ErrorCode.brokenPipe, "EPIPE"),
    (ErrorCode.connectionAborted, "ECONNABORTED"),
    (ErrorCode.connectionRefused, "ECONNREFUSED"),
    (ErrorCode.connectionReset, "ECONNRESET"),
    (ErrorCode.destinationRequired, "EDESTADDRREQ"),
    (ErrorCode.familyNotSupported, "EAFNOSUPPORT"),
    (ErrorCode.hostUnreachable, "EHOSTUNREACH"),
    (ErrorCode.inProgress, "EINPROGRESS"),
    (ErrorCode.invalidArgument, "EINVAL"),
    (ErrorCode.messageTooLong, "EMSGSIZE"),
    (ErrorCode.nameTooLong, "ENAMETOOLONG"),
    (ErrorCode.networkUnreachable, "ENETUNREACH"),
    (ErrorCode.noSuchDevice, "ENODEV"),
    (ErrorCode.noSuchDeviceOrAddress, "ENXIO"),
    (ErrorCode.noSuchFile, "ENOENT"),
    (ErrorCode.notConnected, "ENOTCONN"),
    (ErrorCode.notPermitted, "EPERM"),
    (ErrorCode.notSocket, "ENOTSOCK"),
    (ErrorCode.operationNotSupported, "EOPNOTSUPP"),
    (ErrorCode.optionNotSupported, "ENOPROTOOPT"),
    (ErrorCode.permissionDenied, "EACCES"),
    (ErrorCode.protocolNotSupported, "EPROTONOSUPPORT"),
    (ErrorCode.timedOut, "ETIMEDOUT"),
    (ErrorCode.tooManyOpenFiles, "EMFILE"),
    (ErrorCode.wouldBlock, "EAGAIN"),
    (ErrorCode.wrongProtocolType, "EPROTOTYPE"),
    (ErrorCode.hostNotFound, "EAI_NONAME"),
    (ErrorCode.hostNotFoundYet, "EAI_AGAIN"),
    (ErrorCode.hostHasNoAddress, "EAI_NODATA"),
    (ErrorCode.resolverFailed, "EAI_FAIL"),
    (ErrorCode.resolverFamilyNotSupported, "EAI_FAMILY"),
    (ErrorCode.resolverFlagsInvalid, "EAI_BADFLAGS"),
    (ErrorCode.serviceNotFound, "EAI_SERVICE"),
    (ErrorCode.resolverKindNotSupported, "EAI_SOCKTYPE"),
  ])
  func `codes have the names of errno(3) and getaddrinfo(3)`(code: ErrorCode, name: String) {
    #expect(code.name == name)
    #expect(!code.message.isEmpty)
  }
}
