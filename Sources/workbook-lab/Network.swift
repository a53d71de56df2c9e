import CLab
import Glibc
import LabProtocol

/// What is on its way between the sockets of the lab, as sock_diag(7) tells it.
///
/// `/proc/net/tcp` tells the same, and slowly: it is read for all states, as text.
struct Network {
  private let descriptor: CInt

  /// The states of a socket whose queues don't count.
  ///
  /// A listening socket's queue holds connections, which nobody need take; a connection that only
  /// waits for strays has no queue.
  private static let ignoredStates: UInt32 = 1 << listening | 1 << waitingForStrays
  /// `TCP_LISTEN` and `TCP_TIME_WAIT` of `<netinet/tcp.h>`.
  private static let (listening, waitingForStrays) = (UInt32(10), UInt32(6))

  init() throws(LabFailure) {
    descriptor = try require("socket", to: "ask for the lab's sockets") {
      socket(AF_NETLINK, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), NETLINK_SOCK_DIAG)
    }
  }

  /// Whether a socket holds bytes that weren't acknowledged, or weren't received.
  func isBusy() throws(LabFailure) -> Bool {
    for transport in [IPPROTO_TCP, IPPROTO_UDP] {
      for family in [AF_INET, AF_INET6] {
        if try hasQueue(family: family, transport: CInt(transport)) { return true }
      }
    }
    return false
  }

  private struct Request {
    var header = nlmsghdr()
    var body = inet_diag_req_v2()
  }

  private func hasQueue(family: CInt, transport: CInt) throws(LabFailure) -> Bool {
    var request = Request()
    request.header.nlmsg_len = UInt32(MemoryLayout<Request>.size)
    request.header.nlmsg_type = UInt16(SOCK_DIAG_BY_FAMILY)
    request.header.nlmsg_flags = UInt16(NLM_F_REQUEST | NLM_F_DUMP)
    request.body.sdiag_family = UInt8(family)
    request.body.sdiag_protocol = UInt8(transport)
    request.body.idiag_states = ~Self.ignoredStates
    try require("send", to: "ask for the lab's sockets") {
      send(descriptor, &request, MemoryLayout<Request>.size, 0)
    }
    var isBusy = false
    while true {
      var answer = [UInt8](repeating: 0, count: 32 << 10)
      let count = try require("recv", to: "hear of the lab's sockets") {
        recv(descriptor, &answer, answer.count, 0)
      }
      let part = answer.withUnsafeBytes {
        Self.read(UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
      }
      isBusy = isBusy || part.isBusy
      switch part.end {
      case .open: break
      case .done: return isBusy
      case .failed(let code):
        throw LabFailure(purpose: "hear of the lab's sockets", call: "sock_diag", code: code)
      }
    }
  }

  /// How a part of an answer ends: with more to come, or not.
  private enum End {
    case open
    case done
    case failed(CInt)
  }

  /// Reads a part of an answer (netlink(7)); the end of all parts is a message of its own.
  private static func read(_ bytes: UnsafeRawBufferPointer) -> (isBusy: Bool, end: End) {
    let headerSize = MemoryLayout<nlmsghdr>.size
    var isBusy = false
    var offset = 0
    while offset + headerSize <= bytes.count {
      let header = bytes.loadUnaligned(fromByteOffset: offset, as: nlmsghdr.self)
      switch CInt(header.nlmsg_type) {
      case NLMSG_DONE: return (isBusy, .done)
      case NLMSG_ERROR:
        let error = bytes.loadUnaligned(fromByteOffset: offset + headerSize, as: CInt.self)
        return (isBusy, .failed(-error))
      default:
        let message = bytes.loadUnaligned(
          fromByteOffset: offset + headerSize, as: inet_diag_msg.self)
        isBusy = isBusy || message.idiag_rqueue > 0 || message.idiag_wqueue > 0
      }
      // Messages begin at multiples of four.
      offset += (Int(header.nlmsg_len) + 3) & ~3
    }
    return (isBusy, .open)
  }
}
