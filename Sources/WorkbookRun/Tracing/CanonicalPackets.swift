import LabProtocol

/// What crossed the network in a run, in packets and in an order that are the same for every run of programs that do
/// the same.
///
/// What a kernel makes of calls depends on its timers, on how busy the machine is, and on how much memory there is
/// for what waits. It joins small pieces while something isn't acknowledged (RFC 9293, section 3.7.4), and cuts large
/// ones by the room of the other end; it acknowledges at once, later, or together with bytes of its own (RFC 1122,
/// section 4.2.3.2); it puts `FIN` behind bytes that it still has, or sends it alone. So of a connection there are
///
/// - the three packets of its handshake;
/// - a packet for what each call sent, as the calls are shown beside it (``CanonicalOrder``);
/// - a `FIN` of each side, by itself, and one acknowledgement when both have come;
/// - or an `RST`, and nothing behind it.
///
/// Each was captured: what a call sent isn't there unless its first byte crossed the network. Packets are put in the
/// order of the calls that they come from, and the numbers of segments are those that this order gives. Bytes that
/// no call is known of stay in the segments in which they were captured.
struct CanonicalPackets {
  /// Where a packet stands: the step that it comes from, and which of that step's packets it is.
  struct Place: Comparable {
    enum Rank: Int {
      case opening, answer, acknowledgement, bytes, end, lastAcknowledgement, refusal
    }

    let step: Int
    let rank: Rank

    static func < (left: Self, right: Self) -> Bool {
      (left.step, left.rank.rawValue) < (right.step, right.rank.rawValue)
    }
  }

  /// The end of a connection that sends a packet.
  struct Lane: Hashable {
    let connection: Int
    let side: CapturedConnection.Side

    var other: Lane { Lane(connection: connection, side: side.other) }
  }

  struct Item {
    var packet: Packet
    /// `nil` if the calls don't tell; then it stands behind what was captured before it.
    var place: Place?
    /// Which of the captured packets it was, or was in.
    let index: Int
    /// The end that sends it, if it is TCP's.
    var lane: Lane?
  }

  private var sockets: [SocketCalls]
  private var items: [Item] = []

  /// Puts captured packets in order.
  ///
  /// - Parameters:
  ///   - packets: Packets of programs, in the order in which they were captured.
  ///   - steps: What the programs did.
  /// - Returns: The packets, in their order.
  static func packets(_ packets: [Packet], of steps: [CanonicalOrder.Step]) -> [Packet] {
    var order = Self(sockets: SocketCalls.all(in: steps))
    for (number, connection) in CapturedConnection.all(in: packets).enumerated() {
      order.add(connection, number)
    }
    for (index, packet) in packets.enumerated() {
      switch packet.content {
      case .tcp: break
      case .udp(let payload):
        let place = order.takeSending(of: payload, packet).map { Place(step: $0, rank: .bytes) }
        order.items.append(Item(packet: packet, place: place, index: index))
      default: order.items.append(Item(packet: packet, index: index))
      }
    }
    return order.numbered(order.sorted())
  }

  private init(sockets: [SocketCalls]) { self.sockets = sockets }

  /// The step that sent a datagram; each is found once.
  private mutating func takeSending(of payload: Payload, _ packet: Packet) -> Int? {
    for number in sockets.indices
    where sockets[number].kind == .udp && sockets[number].local?.port == packet.source.port {
      let found = sockets[number].sendings.firstIndex { sending in
        sending.payload.count == payload.count
          && sending.payload.prefix.starts(with: payload.prefix)
          && packet.destination.isNamed(by: sending.destination ?? sockets[number].remote)
      }
      if let found { return sockets[number].takeSending(at: found) }
    }
    return nil
  }

  // MARK: Connections

  /// Finds the socket of an end; each is found once.
  private mutating func takeSocket(
    _ local: Endpoint, _ remote: Endpoint, where isMeant: (SocketCalls) -> Bool
  ) -> SocketCalls? {
    let known = sockets.indices.filter { sockets[$0].kind == .tcp && isMeant(sockets[$0]) }
    let found =
      known.first {
        local.isNamed(by: sockets[$0].local) && remote.isNamed(by: sockets[$0].remote)
      }
      // A socket that was refused has no name any more.
      ?? known.first { sockets[$0].local?.port ?? 0 == 0 && remote.isNamed(by: sockets[$0].remote) }
    guard let found else { return nil }
    let socket = sockets[found]
    if !sockets[found].takeConnect() { sockets.remove(at: found) }
    return socket
  }

  private mutating func add(_ connection: CapturedConnection, _ number: Int) {
    let (first, second) = (connection.flow.source, connection.flow.destination)
    let client = takeSocket(first, second) { !$0.connects.isEmpty }
    let server =
      connection.isEstablished ? takeSocket(second, first) { $0.isAccepted } : nil
    // A connection that wasn't accepted ends with the socket that listens.
    let listener = sockets.first { $0.isListening && second.isNamed(by: $0.local) }
    var packets = ConnectionPackets(
      connection, number,
      calls: [.first: client, .second: server].compactMapValues(\.self),
      closings: [.first: client?.closing, .second: (server ?? listener)?.closing]
        .compactMapValues(\.self))
    items += packets.items()
  }

  // MARK: The order

  private func sorted() -> [Item] {
    var placed: [(item: Item, place: Place)] = []
    var previous = Place(step: -1, rank: .opening)
    var lanes: [Lane: Place] = [:]
    var connections: [Int: Place] = [:]
    var datagrams: [Packet.Flow: Place] = [:]
    // Sorting keeps the order of what is alike.
    for item in items.sorted(by: { $0.index < $1.index }) {
      var place = item.place
      switch item.packet.content {
      case .icmp(_, _, about: let flow?):
        place = datagrams[flow].map { Place(step: $0.step, rank: .refusal) }
      default: break
      }
      let known = place ?? item.lane.flatMap { connections[$0.connection] } ?? previous
      let last = item.lane.flatMap { lanes[$0] } ?? known
      previous = max(known, last)
      if let lane = item.lane {
        lanes[lane] = previous
        connections[lane.connection] = previous
      }
      let kind: TracedSocket.Kind = item.lane == nil ? .udp : .tcp
      datagrams[
        .init(kind: kind, source: item.packet.source, destination: item.packet.destination)] =
        previous
      placed.append((item, previous))
    }
    return placed.sorted { $0.place < $1.place }.map(\.item)
  }

  /// Gives segments their numbers, and leaves out what follows a reset.
  private func numbered(_ items: [Item]) -> [Packet] {
    var next: [Lane: UInt32] = [:]
    var over: Set<Int> = []
    return items.compactMap { item in
      guard let lane = item.lane, case .tcp(let flags, _, _, let payload) = item.packet.content
      else { return item.packet }
      guard !over.contains(lane.connection) else { return nil }
      if flags.contains(.rst) { over.insert(lane.connection) }
      var packet = item.packet
      let sequence = next[lane, default: 0]
      packet.content = .tcp(
        flags: flags, sequence: sequence,
        acknowledgement: flags.contains(.ack) ? next[lane.other, default: 0] : 0,
        payload: payload)
      let length = payload.count + (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
      next[lane] = sequence &+ UInt32(truncatingIfNeeded: length)
      return packet
    }
  }
}
