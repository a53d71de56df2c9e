import LabProtocol

/// A connection of TCP: what each of its ends said for the first time.
///
/// Acknowledgements are left out, and so is what was sent once more: the timers of kernels decide about both
/// (RFC 9293, sections 3.8.1 and 3.8.6.3; RFC 1122, section 4.2.3.2). So are questions whether the other end is
/// still there, or has room (RFC 9293, sections 3.8.4 and 3.8.6.1), as they have no new bytes.
struct CapturedConnection {
  /// The one that sent the first packet, or the other one.
  enum Side: Hashable {
    case first, second

    var other: Side { self == .first ? .second : .first }
  }

  enum Saying: Hashable {
    /// `SYN`.
    case opening(Packet.TCPFlags)
    /// Bytes that hadn't been seen before.
    case bytes(Payload, Packet.TCPFlags)
    /// `FIN`.
    case end
    /// `RST`.
    case reset(Packet.TCPFlags)
  }

  struct Entry: Hashable {
    let side: Side
    let saying: Saying
    /// Which of the captured packets has it.
    let index: Int
  }

  /// From the first side to the second one.
  let flow: Packet.Flow
  private(set) var entries: [Entry] = []
  /// Whether the first side has taken the answer of the second one.
  private(set) var isEstablished = false
  private(set) var isReset = false
  /// The ends that have sent `FIN`.
  private(set) var closed: Set<Side> = []
  /// A packet of each side, for its host and its interface.
  private(set) var samples: [Side: Packet] = [:]
  /// The number behind the last byte that each has sent.
  private var next: [Side: UInt32] = [:]

  private init(flow: Packet.Flow) { self.flow = flow }

  /// The connections of some packets, in the order of their first packets.
  static func all(in packets: [Packet]) -> [CapturedConnection] {
    var connections: [CapturedConnection] = []
    var latest: [Packet.Flow: Int] = [:]
    for (index, packet) in packets.enumerated() {
      guard case .tcp(let flags, _, _, _) = packet.content else { continue }
      let flow = Packet.Flow(
        kind: .tcp, source: packet.source, destination: packet.destination)
      let reverse = Packet.Flow(
        kind: .tcp, source: packet.destination, destination: packet.source)
      if let known = latest[flow] ?? latest[reverse],
        !connections[known].isOver(before: flags)
      {
        let side: Side = connections[known].flow == flow ? .first : .second
        connections[known].note(packet, at: index, of: side)
      } else {
        (latest[flow], latest[reverse]) = (connections.count, nil)
        var connection = CapturedConnection(flow: flow)
        connection.note(packet, at: index, of: .first)
        connections.append(connection)
      }
    }
    return connections
  }

  /// Whether a packet with some flags begins another connection between the same ends: one that asks for a
  /// connection, where this is no repetition.
  private func isOver(before flags: Packet.TCPFlags) -> Bool {
    flags.contains(.syn) && !flags.contains(.ack) && (isEstablished || isReset)
  }

  private mutating func note(_ packet: Packet, at index: Int, of side: Side) {
    // What comes when both have closed, their kernels' timers have sent.
    guard case .tcp(let flags, let sequence, _, let payload) = packet.content, closed.count < 2
    else { return }
    func say(_ saying: Saying) {
      entries.append(Entry(side: side, saying: saying, index: index))
    }
    samples[side] = samples[side] ?? packet
    guard !flags.contains(.rst) else {
      if !isReset { say(.reset(flags.intersection([.rst, .ack]))) }
      isReset = true
      return
    }
    if side == .first, flags.contains(.ack), next[.second] != nil { isEstablished = true }
    var start = sequence
    if flags.contains(.syn) {
      start &+= 1
      if next[side] == nil {
        say(.opening(flags.intersection([.syn, .ack])))
        next[side] = start
      }
    }
    let known = next[side] ?? start
    let end = start &+ UInt32(truncatingIfNeeded: payload.count)
    if known.isBefore(end) {
      let seen = start.isBefore(known) ? Int(known &- start) : 0
      let new = Payload(count: payload.count - seen, prefix: payload.prefix.dropFirst(seen))
      say(.bytes(new, flags.intersection([.psh, .ack])))
    }
    next[side] = known.isBefore(end) ? end : known
    if flags.contains(.fin), closed.insert(side).inserted {
      say(.end)
      next[side] = end &+ 1
    }
  }
}

extension UInt32 {
  /// Whether a sequence number comes before another one; they begin again at 0 (RFC 9293, section 3.4).
  fileprivate func isBefore(_ other: UInt32) -> Bool { Int32(bitPattern: self &- other) < 0 }
}
