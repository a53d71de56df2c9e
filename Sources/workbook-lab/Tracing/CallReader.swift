import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// Reads what the calls of a stopped process mean from its memory and its descriptors.
struct CallReader {
  let process: pid_t
  /// What the links in `/proc/PID/fd` call the terminal of its window.
  let terminal: String
  /// What they call its shell's end of the line to it.
  let line: String?
  /// What the kernel tells about the sockets of its host.
  let diagnostics: SocketDiagnostics

  private var memory: ForeignMemory { ForeignMemory(process: process) }

  /// What the descriptor of a call that is about to be made stands for.
  func object(of kind: lab_call, descriptor: UInt64) -> WatchedCall.Object {
    switch kind {
    case LAB_CALL_OTHER: return .other
    // There is no socket yet, or none that matters.
    case LAB_CALL_SOCKET, LAB_CALL_PAIR, LAB_CALL_SLEEP, LAB_CALL_POLL, LAB_CALL_WAIT:
      return .socket
    default: break
    }
    let descriptor = CInt(truncatingIfNeeded: descriptor)
    guard let link = linkTarget(of: "/proc/\(process)/fd/\(descriptor)") else { return .other }
    if kind == LAB_CALL_WRITE || kind == LAB_CALL_WRITEV, link == terminal || link == "/dev/tty" {
      return .terminal
    }
    // Each process that the shell starts closes the line, which is no part of the example.
    guard link.hasPrefix("socket:"), link != line else { return .other }
    guard kind == LAB_CALL_CLOSE else { return .socket }
    return socket(descriptor).map(WatchedCall.Object.closingSocket) ?? .other
  }

  /// Whether a call that can wait for a time was told not to.
  func isInstant(_ number: Int, _ arguments: [UInt64]) -> Bool {
    guard let known = lab_waiting_call(number)?.pointee else { return false }
    let timeout = arguments[Int(known.argument)]
    switch known.timeout {
    case LAB_MILLISECONDS: return Int32(truncatingIfNeeded: timeout) == 0
    case LAB_TIMESPEC, LAB_TIMEVAL, LAB_FUTEX:
      // Seconds, and parts of one.
      let parts = memory.read(timeout, as: (Int, Int).self)
      return parts.map { $0 == (0, 0) } ?? false
    default: return false
    }
  }

  /// Whether a call on a socket, which failed with `EAGAIN`, had waited until time was up (socket(7),
  /// `SO_RCVTIMEO`).
  func hasTimeLimit(_ call: WatchedCall) -> Bool {
    guard !call.isNonblocking else { return false }
    let descriptor = CInt(truncatingIfNeeded: call.arguments[0])
    return withDescriptor(descriptor, of: process) { socket in
      fcntl(socket, F_GETFL) & O_NONBLOCK == 0
    } ?? false
  }

  /// What a call did that returned `result`, or would do if it returned.
  ///
  /// Returns `nil` if other processes can't notice it.
  func action(of call: WatchedCall, result: Int?) -> TracedStep.Action? {
    let arguments = call.arguments
    let descriptor = CInt(truncatingIfNeeded: arguments[0])
    let succeeded = (result ?? -1) >= 0
    switch call.kind {
    case LAB_CALL_SLEEP, LAB_CALL_POLL: return .timePassed
    case LAB_CALL_SOCKET:
      guard let result, succeeded else { return nil }
      return socket(CInt(result)).map { .made($0) }
    case LAB_CALL_PAIR:
      let ends = memory.read(arguments[3], as: (CInt, CInt).self)
      guard succeeded, let ends, let first = socket(ends.0),
        let second = socket(ends.1)
      else { return nil }
      return .madePair(first, second)
    case LAB_CALL_CLOSE:
      guard case .closingSocket(let socket) = call.object else { return nil }
      return .closed(socket)
    case LAB_CALL_WRITE, LAB_CALL_WRITEV:
      guard case .terminal = call.object else { break }
      guard let result, succeeded else { return nil }
      let payload = memory.payload(of: call.kind, arguments, count: result, limit: .max)
      return .printed(payload.prefix)
    default: break
    }

    guard let socket = socket(descriptor) else { return nil }
    func address(_ pointer: Int, _ length: Int) -> Endpoint? {
      memory.address(
        at: arguments[pointer], count: Int(UInt32(truncatingIfNeeded: arguments[length])))
    }
    let payload = memory.payload(
      of: call.kind, arguments, count: result, limit: Payload.longestPrefix)
    switch call.kind {
    case LAB_CALL_BIND: return .bound(socket, to: address(1, 2))
    case LAB_CALL_CONNECT: return .connected(socket, to: address(1, 2))
    case LAB_CALL_LISTEN:
      return .listened(socket, backlog: Int(CInt(truncatingIfNeeded: arguments[1])))
    case LAB_CALL_ACCEPT:
      var new = succeeded ? result.flatMap { self.socket(CInt($0)) } : nil
      if new?.remote == nil {
        // The other end has reset it already; the call still tells its address.
        let length = succeeded ? memory.read(arguments[2], as: UInt32.self) : nil
        new?.remote = length.flatMap { memory.address(at: arguments[1], count: Int($0)) }
      }
      return .accepted(socket, new: new)
    case LAB_CALL_SENDTO: return .sent(socket, to: address(4, 5), payload)
    case LAB_CALL_SENDMSG:
      return .sent(socket, to: memory.messageAddress(at: arguments[1]), payload)
    case LAB_CALL_WRITE, LAB_CALL_WRITEV, LAB_CALL_SENDFILE: return .sent(socket, to: nil, payload)
    case LAB_CALL_RECVFROM:
      let length = succeeded ? memory.read(arguments[5], as: UInt32.self) : nil
      let from = length.flatMap { memory.address(at: arguments[4], count: Int($0)) }
      return .received(socket, from: from, payload)
    case LAB_CALL_RECVMSG:
      let from = succeeded ? memory.messageAddress(at: arguments[1]) : nil
      return .received(socket, from: from, payload)
    case LAB_CALL_READ, LAB_CALL_READV: return .received(socket, from: nil, payload)
    case LAB_CALL_SHUTDOWN:
      return .shutDown(socket, how: Int(CInt(truncatingIfNeeded: arguments[1])))
    case LAB_CALL_SET_OPTION:
      let size = min(Int(UInt32(truncatingIfNeeded: arguments[4])), 256)
      return .setOption(
        socket, level: Int(CInt(truncatingIfNeeded: arguments[1])),
        name: Int(CInt(truncatingIfNeeded: arguments[2])),
        value: Data(memory.read(arguments[3], count: size)))
    default: return nil
    }
  }

  /// Looks at a process's socket, or returns `nil` if it is none, or of a family that isn't of interest.
  private func socket(_ descriptor: CInt) -> TracedSocket? {
    withDescriptor(descriptor, of: process) { own in
      var status = stat()
      guard fstat(own, &status) == 0, let kind = TracedSocket.Kind(of: own) else { return nil }
      var socket = TracedSocket(
        id: UInt64(status.st_ino), kind: kind, local: Endpoint(getsockname, of: own),
        remote: Endpoint(getpeername, of: own))
      if kind.isUnix {
        socket.peer = diagnostics.unixPeer(of: UInt32(truncatingIfNeeded: socket.id))
      }
      return socket
    }
  }
}
