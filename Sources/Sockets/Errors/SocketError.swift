/// What went wrong in a call, to what, and why.
///
/// Its text, which is also what an uncaught error prints, holds the three in one line:
/// `connect(./socket_file): Permission denied (EACCES)`.
///
/// ```swift
/// do {
///   try socket.connect(to: server)
/// } catch {
///   print(error)                                  // connect(127.0.0.1:10000): Connection …
///   if error.code == .connectionRefused { … }     // the cause, as a value
/// }
/// ```
public struct SocketError: Error, Hashable, Sendable {
  /// The C function that failed, such as `connect`.
  public let call: String

  /// What the call was about, such as an address, a name or an option, where that helps.
  public let subject: String?

  /// The cause.
  public let code: ErrorCode

  /// Makes an error; programs meet errors far more often than they make them.
  public init(call: String, subject: String? = nil, code: ErrorCode) {
    self.call = call
    self.subject = subject
    self.code = code
  }
}

extension SocketError: CustomStringConvertible, CustomDebugStringConvertible {
  /// The call, its subject and the cause, as in `connect(./socket_file): Permission denied (EACCES)`.
  public var description: String {
    let place = subject.map { "\(call)(\($0))" } ?? call
    return "\(place): \(code.message) (\(code.name))"
  }

  /// The same text as ``description``, so that an uncaught error prints it.
  public var debugDescription: String { description }
}
