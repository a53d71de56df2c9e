import FoundationEssentials
import LabProtocol

/// Makes the packets of a connection, and finds out which calls they come from; see ``CanonicalPackets``.
struct ConnectionPackets {
  typealias Side = CapturedConnection.Side
  private typealias Place = CanonicalPackets.Place
  private typealias Item = CanonicalPackets.Item

  let number: Int
  let connection: CapturedConnection
  let calls: [Side: SocketCalls]
  let closings: [Side: Int]
  private var made: [Item] = []
  private var places: [Side: Place] = [:]
  private var ends: [(side: Side, place: Place?)] = []
  /// How many bytes each side has sent, and how many of them its calls explain.
  private var sent: [Side: Int] = [:]
  private var explained: [Side: Int] = [:]
  private var used: [Side: Int] = [:]

  /// - Parameters:
  ///   - connection: The connection.
  ///   - number: Which of the run's connections it is.
  ///   - calls: What was done with the sockets of its sides, as far as that is known.
  ///   - closings: Where those sockets were closed, or, before there was one, the socket that listened.
  init(
    _ connection: CapturedConnection, _ number: Int, calls: [Side: SocketCalls],
    closings: [Side: Int]
  ) {
    self.number = number
    self.connection = connection
    self.calls = calls
    self.closings = closings
  }

  mutating func items() -> [CanonicalPackets.Item] {
    for entry in connection.entries {
      switch entry.saying {
      case .opening(let flags): addOpening(flags, entry)
      case .bytes(let payload, let flags): addBytes(payload, flags, entry)
      case .end:
        let place = calls[entry.side]?.end.map { Place(step: $0, rank: .end) }
        ends.append((entry.side, place))
        add([.fin, .ack], at: place, entry)
      case .reset(let flags): add(flags, at: reset(by: entry.side), entry)
      }
    }
    if ends.count == 2, !connection.isReset, let last = connection.entries.last {
      addLastAcknowledgement(last)
    }
    return made
  }

  private mutating func add(
    _ flags: Packet.TCPFlags, with payload: Payload = .none, at place: Place?,
    _ entry: CapturedConnection.Entry, of side: Side? = nil
  ) {
    let side = side ?? entry.side
    guard var packet = connection.samples[side] else { return }
    packet.content = .tcp(
      flags: flags, sequence: 0, acknowledgement: 0, payload: payload)
    places[side] = place ?? places[side]
    made.append(
      Item(
        packet: packet, place: place, index: entry.index,
        lane: CanonicalPackets.Lane(connection: number, side: side)))
  }

  private mutating func addOpening(
    _ flags: Packet.TCPFlags, _ entry: CapturedConnection.Entry
  ) {
    let connecting = calls[.first]?.connects.first
    func place(_ rank: Place.Rank) -> Place? {
      connecting.map { Place(step: $0, rank: rank) }
    }
    add(flags, at: place(entry.side == .first ? .opening : .answer), entry)
    if entry.side == .second, connection.isEstablished {
      add(.ack, at: place(.acknowledgement), entry, of: .first)
    }
  }

  /// Adds what the calls sent that these are the first bytes of, and bytes that no call is known of.
  private mutating func addBytes(
    _ payload: Payload, _ flags: Packet.TCPFlags, _ entry: CapturedConnection.Entry
  ) {
    let side = entry.side
    let sent = self.sent[side, default: 0] + payload.count
    self.sent[side] = sent
    let sendings = calls[side]?.sendings ?? []
    while explained[side, default: 0] < sent, used[side, default: 0] < sendings.count {
      let sending = sendings[used[side, default: 0]]
      add(
        [.psh, .ack], with: sending.payload, at: Place(step: sending.step, rank: .bytes), entry)
      explained[side, default: 0] += sending.payload.count
      used[side, default: 0] += 1
    }
    let rest = min(payload.count, sent - explained[side, default: 0])
    guard rest > 0 else { return }
    let known = payload.prefix.dropFirst(payload.count - rest)
    add(flags, with: Payload(count: rest, prefix: known), at: nil, entry)
    explained[side] = sent
  }

  /// Where a side broke off: in answer to what came last, or when it closed.
  private func reset(by side: Side) -> Place? {
    guard let cause = places[side.other] else { return nil }
    // What asks for a connection is answered.
    if cause.rank == .opening { return Place(step: cause.step, rank: .refusal) }
    return Place(step: max(closings[side] ?? cause.step, cause.step), rank: .refusal)
  }

  /// Adds the acknowledgement of the second `FIN`, which a kernel sends at once (RFC 9293, section 3.6).
  private mutating func addLastAcknowledgement(_ last: CapturedConnection.Entry) {
    var (earlier, later) = (ends[0], ends[1])
    if let before = earlier.place, let after = later.place, after < before {
      swap(&earlier, &later)
    }
    let place = later.place.map { Place(step: $0.step, rank: .lastAcknowledgement) }
    add(.ack, at: place, last, of: earlier.side)
  }
}

extension Payload {
  fileprivate static var none: Payload { Payload(count: 0, prefix: Data()) }
}
