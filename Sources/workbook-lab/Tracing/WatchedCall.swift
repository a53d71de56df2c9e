import CLab
import Glibc
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

  /// Whether its own flags say that it mustn't wait (`MSG_DONTWAIT`).
  var isNonblocking: Bool {
    let flags: UInt64 =
      switch kind {
      case LAB_CALL_RECVFROM, LAB_CALL_SENDTO: arguments[3]
      case LAB_CALL_RECVMSG, LAB_CALL_SENDMSG: arguments[2]
      default: 0
      }
    return CInt(truncatingIfNeeded: flags) & CInt(MSG_DONTWAIT) != 0
  }

  /// What a descriptor stands for.
  enum Object {
    case terminal
    case socket
    /// A socket that is looked at before the call, as afterwards it is gone.
    case closingSocket(TracedSocket)
    case other
  }
}

extension lab_call {
  /// Whether it is about no descriptor.
  var isAboutProcesses: Bool {
    [LAB_CALL_SLEEP, LAB_CALL_POLL, LAB_CALL_WAIT].contains(self)
  }
}
