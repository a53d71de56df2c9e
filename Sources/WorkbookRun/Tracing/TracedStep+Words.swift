import FoundationEssentials
import Glibc
import LabProtocol

extension CanonicalOrder.Call {
  /// What was done, as a programmer of sockets says it, such as `bind 127.0.0.1:10000`.
  ///
  /// Returns `nil` for what was printed, which speaks for itself.
  package var words: String? {
    guard var words = action.words else { return nil }
    if !hasReturned { return words + " …" }
    if let error { words += ": " + String(cString: strerror(error)) }
    return words
  }
}

extension CanonicalOrder.Call {
  /// Whether it is about sockets, or was printed, and not about processes only.
  package var isShown: Bool {
    switch action {
    case .forked, .awaited, .exited, .timePassed: false
    default: true
    }
  }
}

extension TracedStep.Action {
  fileprivate var words: String? {
    switch self {
    case .printed, .timePassed: nil
    case .forked: "fork"
    case .awaited: "wait"
    case .exited: "exit"
    case .made(let socket): "socket \(socket.kind.words)"
    case .madePair(let socket, _): "socketpair \(socket.kind.words)"
    case .bound(_, let address): "bind \(address?.description ?? "")"
    case .listened(_, let backlog): "listen \(backlog)"
    case .accepted(_, let new): "accept" + (new?.remote.map { " \($0)" } ?? "")
    case .connected(_, let address): "connect \(address?.description ?? "")"
    case .sent(_, let address, let payload):
      address.map { "sendto \($0): \(payload.words)" } ?? "send \(payload.words)"
    case .received(let socket, _, let payload)
    where payload.count == 0 && socket.kind.isConnectionOriented:
      "recv"
    case .received(_, let address, let payload):
      address.map { "recvfrom \($0): \(payload.words)" } ?? "recv \(payload.words)"
    case .shutDown(_, let how):
      "shutdown " + ([0: "SHUT_RD", 1: "SHUT_WR", 2: "SHUT_RDWR"][how] ?? "\(how)")
    case .setOption(_, let level, let name, let value):
      "setsockopt " + (OptionName(level: level, name: name)?.text ?? "\(level) \(name)")
        + (value.count == 4 ? " \(value.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) })" : "")
    case .closed: "close"
    }
  }
}

extension TracedSocket.Kind {
  fileprivate var words: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .raw: "raw"
    case .unixStream: "Unix stream"
    case .unixDatagram: "Unix datagram"
    case .unixSequencedPacket: "Unix sequenced-packet"
    }
  }
}

/// The name of a socket option (socket(7), ip(7), tcp(7), ipv6(7)).
private struct OptionName {
  let text: String

  init?(level: Int, name: Int) {
    let known: [(Int32, Int32, String)] = [
      (SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR"), (SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT"),
      (SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST"), (SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE"),
      (SOL_SOCKET, SO_LINGER, "SO_LINGER"), (SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"),
      (SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"), (SOL_SOCKET, SO_SNDTIMEO, "SO_SNDTIMEO"),
      (SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO"), (Int32(IPPROTO_TCP), TCP_NODELAY, "TCP_NODELAY"),
      (Int32(IPPROTO_IP), IP_MULTICAST_TTL, "IP_MULTICAST_TTL"),
      (Int32(IPPROTO_IP), IP_MULTICAST_IF, "IP_MULTICAST_IF"),
      (Int32(IPPROTO_IP), IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP"),
      (Int32(IPPROTO_IP), IP_MULTICAST_ALL, "IP_MULTICAST_ALL"),
      (Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, "IP_ADD_MEMBERSHIP"),
      (Int32(IPPROTO_IP), IP_DROP_MEMBERSHIP, "IP_DROP_MEMBERSHIP"),
      (Int32(IPPROTO_IP), IP_TTL, "IP_TTL"),
      (Int32(IPPROTO_IPV6), IPV6_V6ONLY, "IPV6_V6ONLY"),
      (Int32(IPPROTO_IPV6), IPV6_JOIN_GROUP, "IPV6_JOIN_GROUP"),
      (Int32(IPPROTO_IPV6), IPV6_LEAVE_GROUP, "IPV6_LEAVE_GROUP"),
      (Int32(IPPROTO_IPV6), IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF"),
      (Int32(IPPROTO_IPV6), IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS"),
      (Int32(IPPROTO_IPV6), IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP"),
    ]
    guard let found = known.first(where: { $0.0 == level && $0.1 == name }) else { return nil }
    text = found.2
  }
}
