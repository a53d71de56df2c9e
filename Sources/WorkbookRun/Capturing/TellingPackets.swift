import LabProtocol

/// The packets of a run that don't depend on the kernel's timers.
///
/// When a kernel acknowledges what has come, and whether it sends a segment once more, its timers decide (RFC
/// 9293, sections 3.8.1 and 3.8.6.3), and so a busy machine does otherwise than one that is at rest.
struct TellingPackets {
  /// The connections, by their two ends; the first is the one that sent the first packet.
  private var connections: [Packet.Flow: Connection] = [:]
  private var leftOut: Set<Int> = []

  /// Chooses the packets that don't depend on timers, of some in their order.
  ///
  /// Left out are
  ///
  /// - acknowledgements without bytes that acknowledge nothing new, or no more than a later segment of the same
  ///   side does; the last of a handshake and the last of a side stay;
  /// - segments whose bytes have all been seen, but for a `SYN`, which is repeated until it is taken;
  /// - what follows when each side has closed and knows that the other one has.
  static func among(_ packets: [Packet]) -> [Packet] {
    var telling = Self()
    for (index, packet) in packets.enumerated() { telling.note(packet, at: index) }
    return packets.indices.filter { !telling.leftOut.contains($0) }.map { packets[$0] }
  }

  private mutating func note(_ packet: Packet, at index: Int) {
    guard case .tcp(let flags, let sequence, let acknowledgement, let payload) = packet.content
    else { return }
    let flow = Packet.Flow(kind: .tcp, source: packet.source, destination: packet.destination)
    let reverse = Packet.Flow(kind: .tcp, source: packet.destination, destination: packet.source)
    let isFirst = connections[flow] != nil || connections[reverse] == nil
    let ends = isFirst ? flow : reverse
    var connection = connections[ends] ?? Connection()
    // The same ends may have another connection later; a side that repeats its SYN has had no answer.
    if flags.contains(.syn), !flags.contains(.ack), connection.hasAnswer(ofFirst: isFirst) {
      connection = Connection()
    }
    let segment = Segment(
      flags: flags, sequence: sequence, acknowledgement: acknowledgement,
      length: UInt32(payload.count) + (flags.contains(.syn) ? 1 : 0)
        + (flags.contains(.fin) ? 1 : 0))
    leftOut.formUnion(connection.note(segment, at: index, ofFirst: isFirst))
    connections[ends] = connection
  }
}

private struct Segment {
  let flags: Packet.TCPFlags
  let sequence: UInt32
  let acknowledgement: UInt32
  /// How many sequence numbers it takes: one for each byte, for `SYN` and for `FIN`.
  let length: UInt32

  var end: UInt32 { sequence &+ length }
  var onlyAcknowledges: Bool {
    length == 0 && flags.isDisjoint(with: [.rst]) && flags.contains(.ack)
  }
}

/// What two ends have said to each other.
private struct Connection {
  private var first = Side()
  private var second = Side()

  fileprivate struct Side {
    /// The number behind the last byte that it has sent.
    var sent: UInt32?
    /// The number that it expects of the other side.
    var expected: UInt32?
    /// The number behind its `FIN`.
    var closed: UInt32?
    /// Its last packet, where that only acknowledges.
    var acknowledgement: Int?

    func knowsEnd(of other: Side) -> Bool {
      guard let closed = other.closed, let expected else { return false }
      return !expected.isBefore(closed)
    }
  }

  /// Whether a side has heard anything of the other one.
  func hasAnswer(ofFirst isFirst: Bool) -> Bool { (isFirst ? first : second).expected != nil }

  var isOver: Bool { first.knowsEnd(of: second) && second.knowsEnd(of: first) }

  /// - Returns: The indices of packets that turn out to tell nothing, this one's perhaps among them.
  mutating func note(_ segment: Segment, at index: Int, ofFirst isFirst: Bool) -> [Int] {
    guard !isOver else { return [index] }
    return isFirst ? first.note(segment, at: index) : second.note(segment, at: index)
  }
}

extension Connection.Side {
  fileprivate mutating func note(_ segment: Segment, at index: Int) -> [Int] {
    if segment.onlyAcknowledges {
      guard let expected else {
        // The third packet of a handshake, which is usually sent by itself.
        self.expected = segment.acknowledgement
        return []
      }
      guard expected.isBefore(segment.acknowledgement) else { return [index] }
    } else if segment.length > 0, !segment.flags.contains(.syn), let sent {
      guard sent.isBefore(segment.end) else { return [index] }
    }
    sent = sent.map { $0.isBefore(segment.end) ? segment.end : $0 } ?? segment.end
    if segment.flags.contains(.fin) { closed = segment.end }
    guard segment.flags.contains(.ack) else { return [] }
    expected =
      expected.map { $0.isBefore(segment.acknowledgement) ? segment.acknowledgement : $0 }
      ?? segment.acknowledgement
    let earlier = acknowledgement
    acknowledgement = segment.onlyAcknowledges ? index : nil
    return [earlier].compactMap(\.self)
  }
}

extension UInt32 {
  /// Whether a sequence number comes before another one; they begin again at 0 (RFC 9293, section 3.4).
  fileprivate func isBefore(_ other: UInt32) -> Bool { Int32(bitPattern: self &- other) < 0 }
}
