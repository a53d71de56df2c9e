import Glibc

/// Makes a system call that answers -1 on failure, again as long as a signal interrupts it.
///
/// A call that a signal handler interrupts fails with `EINTR` (signal(7), "Interruption of system
/// calls"); that is no answer to what the caller asked.
///
/// - Throws: ``SocketError`` with the given name and subject, and the code in `errno`.
@discardableResult
func systemCall<Result: SignedInteger>(
  _ name: String, _ subject: @autoclosure () -> String? = nil, _ body: () -> Result
) throws(SocketError) -> Result {
  while true {
    let result = body()
    guard result == -1 else { return result }
    let code = errno
    guard code != EINTR else { continue }
    throw SocketError(call: name, subject: subject(), code: ErrorCode(errno: code))
  }
}
