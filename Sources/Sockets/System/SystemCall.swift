import CSockets

/// Makes a system call that answers -1 on failure, again as long as a signal interrupts it.
///
/// A call that a signal handler interrupts fails with `EINTR` (signal(7), "Interruption of system
/// calls"); that is no answer to what the caller asked.
///
/// - Throws: ``SocketError`` with the given name and subject, and the code in `errno`.
@discardableResult
func systemCall<Result: SignedInteger>(
  _ name: StaticString, _ subject: @autoclosure () -> String? = nil, _ body: () -> Result
) throws(SocketError) -> Result {
  while true {
    let result = body()
    guard result == -1 else { return result }
    let code = ErrorCode.current
    guard code != .interrupted else { continue }
    throw SocketError(call: name.description, subject: subject(), code: code)
  }
}

extension ErrorCode {
  /// What the last system call of this thread failed with.
  static var current: Self { Self(errno: csockets_errno()) }

  static var interrupted: Self { Self(errno: CSockets.EINTR) }
}
