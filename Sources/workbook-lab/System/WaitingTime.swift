import CLab
import Glibc

/// How long a call waits.
enum WaitingTime {
  case endless
  /// Until time is up, and the kernel knows when.
  case unknown
  /// Until something happens, or so many milliseconds have passed.
  case milliseconds(Double)
  /// Until so many milliseconds have passed.
  case sleep(Double)

  /// Reads it from the arguments of a call in which a process waits.
  init(_ call: lab_waiting_call, _ arguments: [UInt64], of process: pid_t) {
    let value = arguments[Int(call.argument)]
    let memory = ForeignMemory(process: process)
    switch call.timeout {
    case LAB_NO_TIMEOUT: self = .endless
    case LAB_RECEIVE_TIMEOUT:
      let limit = Self.limit(SO_RCVTIMEO, of: arguments[0], in: process)
      self = limit.map(Self.milliseconds) ?? .endless
    case LAB_SEND_TIMEOUT:
      let limit = Self.limit(SO_SNDTIMEO, of: arguments[0], in: process)
      self = limit.map(Self.milliseconds) ?? .unknown
    case LAB_MILLISECONDS:
      let time = Int32(truncatingIfNeeded: value)
      self = time < 0 ? .endless : .milliseconds(Double(time))
    case LAB_TIMESPEC, LAB_TIMEVAL, LAB_FUTEX:
      guard value != 0 else {
        self = .endless
        return
      }
      let time =
        switch call.timeout {
        case LAB_TIMEVAL: memory.read(value, as: timeval.self)?.milliseconds
        case LAB_FUTEX where !Self.isRelative(futex: arguments[1]):
          memory.read(value, as: timespec.self)?.millisecondsFromNow
        default: memory.read(value, as: timespec.self)?.milliseconds
        }
      self = time.map(Self.milliseconds) ?? .unknown
    case LAB_SLEEP:
      let time = memory.read(value, as: timespec.self)
      // The only flag says that the time is one of a clock (clock_nanosleep(2)).
      let isAbsolute = call.argument > 1 && arguments[1] & 1 != 0
      self = .sleep((isAbsolute ? time?.millisecondsFromNow : time?.milliseconds) ?? 0)
    default: self = .unknown
    }
  }

  /// Whether an operation on a futex counts from when it was called (futex(2)): only `FUTEX_WAIT` does.
  private static func isRelative(futex operation: UInt64) -> Bool { operation & 0x7f == 0 }

  /// For how long a socket waits to receive or to send (socket(7)), in milliseconds; `nil` if that is for ever, or the
  /// descriptor is no socket.
  private static func limit(
    _ option: CInt, of descriptor: UInt64, in process: pid_t
  ) -> Double? {
    withDescriptor(CInt(truncatingIfNeeded: descriptor), of: process) { socket -> Double? in
      var limit = timeval()
      var size = socklen_t(MemoryLayout<timeval>.size)
      guard getsockopt(socket, SOL_SOCKET, option, &limit, &size) == 0, limit.milliseconds > 0
      else { return nil }
      return limit.milliseconds
    }
  }
}
