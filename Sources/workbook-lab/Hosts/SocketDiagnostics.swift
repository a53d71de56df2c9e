import CLab
import Glibc
import LabProtocol

/// What the kernel tells about the sockets of a host (sock_diag(7)).
///
/// `/proc/net/tcp` tells the same, and slowly: it is read for all states, as text.
struct SocketDiagnostics {
  private let netlink: Netlink

  /// The states of a socket whose queues don't count.
  ///
  /// A listening socket's queue holds connections, which no program need accept; a connection in `TIME-WAIT`
  /// has no queue.
  private static let ignoredStates: UInt32 = 1 << listening | 1 << waitingForStrays
  /// `TCP_LISTEN` and `TCP_TIME_WAIT` of `<netinet/tcp.h>`.
  private static let (listening, waitingForStrays) = (UInt32(10), UInt32(6))

  /// Looks at the network namespace that this process is in now, from now on.
  init() throws(LabFailure) {
    netlink = try Netlink(NETLINK_SOCK_DIAG)
  }

  /// A socket, as far as it matters here.
  struct Socket {
    /// What the links in `/proc/PID/fd` call it.
    let inode: UInt32
    let port: UInt16
    /// How many bytes wait to be received.
    let unread: UInt32
  }

  /// Whether a socket holds bytes that weren't acknowledged, or weren't received.
  func isBusy() throws(LabFailure) -> Bool {
    var isBusy = false
    for transport in [IPPROTO_TCP, IPPROTO_UDP] {
      try look(CInt(transport)) { socket in
        isBusy = isBusy || socket.idiag_rqueue > 0 || socket.idiag_wqueue > 0
      }
      if isBusy { return true }
    }
    return false
  }

  /// In how many milliseconds a packet is sent for the second time, or a full receiver is asked for the first time,
  /// at the latest; 0 if that isn't to come.
  ///
  /// Those that were sent in vain twice already don't count, as nothing would ever come to rest.
  func nextRetransmission() throws(LabFailure) -> Double {
    var latest = 0.0
    try look(CInt(IPPROTO_TCP)) { socket in
      guard [Self.retransmission, Self.windowProbe].contains(socket.idiag_timer),
        socket.idiag_retrans == 0
      else { return }
      latest = max(latest, Double(socket.idiag_expires))
    }
    return latest
  }

  /// The timers of a socket that send something (`tcp_diag_get_info` in the kernel's `net/ipv4/inet_diag.c`).
  private static let (retransmission, windowProbe): (UInt8, UInt8) = (1, 4)

  /// The sockets that take datagrams.
  func datagramSockets() throws(LabFailure) -> [Socket] {
    var sockets: [Socket] = []
    try look(CInt(IPPROTO_UDP)) { socket in
      sockets.append(
        Socket(
          inode: socket.idiag_inode, port: UInt16(bigEndian: socket.id.idiag_sport),
          unread: socket.idiag_rqueue))
    }
    return sockets
  }

  /// The other end of a connected Unix socket, or `nil` until a program has accepted it.
  func unixPeer(of inode: UInt32) -> UInt64? {
    var request = unix_diag_req()
    request.sdiag_family = UInt8(AF_UNIX)
    request.udiag_states = .max
    request.udiag_ino = inode
    request.udiag_show = UInt32(UDIAG_SHOW_PEER)
    // Whichever socket has that number (sock_diag(7)).
    request.udiag_cookie = (.max, .max)
    var peer: UInt32?
    // There is nothing to be told of a socket that is gone.
    try? netlink.send(
      NetlinkMessage(type: CInt(SOCK_DIAG_BY_FAMILY), flags: NLM_F_ACK, request),
      to: .listSockets
    ) { message in
      peer = message.value(
        ofAttribute: Int(UNIX_DIAG_PEER), after: MemoryLayout<unix_diag_msg>.size,
        as: UInt32.self)
    }
    return peer.flatMap { $0 == 0 ? nil : UInt64($0) }
  }

  private func look(
    _ transport: CInt, _ body: (inet_diag_msg) -> Void
  ) throws(LabFailure) {
    for family in [AF_INET, AF_INET6] {
      var request = inet_diag_req_v2()
      request.sdiag_family = UInt8(family)
      request.sdiag_protocol = UInt8(transport)
      request.idiag_states = ~Self.ignoredStates
      try netlink.send(
        NetlinkMessage(type: CInt(SOCK_DIAG_BY_FAMILY), flags: NLM_F_DUMP, request),
        to: .listSockets
      ) { message in
        guard message.count >= MemoryLayout<inet_diag_msg>.size else { return }
        body(message.loadUnaligned(as: inet_diag_msg.self))
      }
    }
  }
}
