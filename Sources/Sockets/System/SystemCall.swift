import CSockets

// snippet.system-call
/// Makes a system call that answers -1 on failure, and that never waits.
///
/// Only calls that wait are interrupted by signals (signal(7), "Interruption of system calls and library
/// functions by signal handlers"); for those there is ``Socket/call(_:_:waitingFor:until:_:)``.
///
/// - Throws: ``SocketError`` with the given name and subject, and the code in `errno`.
@discardableResult
func systemCall<Result: SignedInteger>(
  _ name: StaticString, _ subject: @autoclosure () -> String? = nil, _ body: () -> Result
) throws(SocketError) -> Result {
  let result = body()
  if result != -1 { return result }
  // Before the subject, which may make calls of its own.
  let code = ErrorCode.current
  throw SocketError(call: name.description, subject: subject(), code: code)
}
// snippet.end

extension ErrorCode {
  /// What the last system call of this thread failed with.
  static var current: Self { Self(errno: csockets_errno()) }

  static var interrupted: Self { Self(errno: CSockets.EINTR) }
}
