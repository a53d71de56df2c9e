import CLab
import LabProtocol

/// A call of the kernel that a thread of a traced program is in.
struct WatchedCall {
  let kind: lab_call
  let arguments: [UInt64]
  /// When it was made, in milliseconds on the tracer's clock.
  let began: Double
  /// What the descriptor of the first argument stood for, when the call was made.
  let object: Object
  /// Where the thread was in its program, outwards.
  let addresses: [UInt64]

  /// What a descriptor stands for.
  enum Object {
    case terminal
    case socket
    /// A socket that is looked at before the call, as afterwards it is gone.
    case closingSocket(TracedSocket)
    case other
  }
}
