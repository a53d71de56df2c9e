import Sockets
import Testing

@Suite struct SocketErrorTests {
  @Test func `an error tells the call, its subject and the cause`() {
    let error = SocketError(call: "connect", subject: "127.0.0.1:10000", code: .connectionRefused)
    #expect(error.description == "connect(127.0.0.1:10000): Connection refused (ECONNREFUSED)")
    #expect(error.debugDescription == error.description)
    #expect(
      SocketError(call: "listen", code: .addressInUse).description
        == "listen: Address already in use (EADDRINUSE)")
  }

  @Test func `an unknown number is told as such`() {
    #expect(ErrorCode(errno: 4095).name == "errno 4095")
    #expect(ErrorCode(errno: 4095).message == "Unknown error")
  }

  @Test(arguments: [
    (ErrorCode.addressInUse, "EADDRINUSE"), (.addressNotAvailable, "EADDRNOTAVAIL"),
    (.badDescriptor, "EBADF"), (.brokenPipe, "EPIPE"), (.connectionRefused, "ECONNREFUSED"),
    (.connectionReset, "ECONNRESET"), (.familyNotSupported, "EAFNOSUPPORT"),
    (.invalidArgument, "EINVAL"), (.notConnected, "ENOTCONN"), (.permissionDenied, "EACCES"),
  ])
  func `codes have the names of errno(3)`(code: ErrorCode, name: String) {
    #expect(code.name == name)
  }
}
