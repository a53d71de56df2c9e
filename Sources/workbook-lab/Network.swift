import CLab
import Glibc
import LabProtocol

/// What is on its way between the sockets of a machine, as sock_diag(7) tells it.
///
/// `/proc/net/tcp` tells the same, and slowly: it is read for all states, as text.
struct Network {
  private let netlink: Netlink

  /// The states of a socket whose queues don't count.
  ///
  /// A listening socket's queue holds connections, which nobody need take; a connection that only
  /// waits for strays has no queue.
  private static let ignoredStates: UInt32 = 1 << listening | 1 << waitingForStrays
  /// `TCP_LISTEN` and `TCP_TIME_WAIT` of `<netinet/tcp.h>`.
  private static let (listening, waitingForStrays) = (UInt32(10), UInt32(6))

  /// Looks at the network namespace that this process is in now, from now on.
  init() throws(LabFailure) {
    netlink = try Netlink(NETLINK_SOCK_DIAG)
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

  private func hasQueue(family: CInt, transport: CInt) throws(LabFailure) -> Bool {
    var request = inet_diag_req_v2()
    request.sdiag_family = UInt8(family)
    request.sdiag_protocol = UInt8(transport)
    request.idiag_states = ~Self.ignoredStates
    var isBusy = false
    try netlink.send(
      NetlinkMessage(type: CInt(SOCK_DIAG_BY_FAMILY), flags: NLM_F_DUMP, request),
      to: "hear of the lab's sockets"
    ) { body in
      guard body.count >= MemoryLayout<inet_diag_msg>.size else { return }
      let message = body.loadUnaligned(as: inet_diag_msg.self)
      isBusy = isBusy || message.idiag_rqueue > 0 || message.idiag_wqueue > 0
    }
    return isBusy
  }
}
