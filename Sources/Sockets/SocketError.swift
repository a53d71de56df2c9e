/// What went wrong in a call, to what, and why.
///
/// Its text, which is also what an uncaught error prints, holds the three in one line:
/// `connect(127.0.0.1:10000): Connection refused (ECONNREFUSED)`.
public struct SocketError: Error, Hashable, Sendable {
  /// The system call, such as `connect`.
  public let call: String

  /// What the call was about, such as an address, where that helps.
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
  public var description: String {
    let place = subject.map { "\(call)(\($0))" } ?? call
    return "\(place): \(code.message) (\(code.name))"
  }

  public var debugDescription: String { description }
}
