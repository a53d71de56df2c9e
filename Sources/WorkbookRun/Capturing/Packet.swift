import FoundationEssentials
import Glibc
package import LabProtocol

/// What a frame carries, as far as it is about sockets: a packet of IPv4 or IPv6, or a question of ARP.
package struct Packet: Hashable, Sendable {
  /// The host that sent it, and by which interface.
  package var host: Int
  package var interface: String
  /// With a port if its protocol has ports.
  package var source: Endpoint
  package var destination: Endpoint
  package var content: Content

  package init(
    host: Int, interface: String, source: Endpoint, destination: Endpoint, content: Content
  ) {
    self.host = host
    self.interface = interface
    self.source = source
    self.destination = destination
    self.content = content
  }

  package enum Content: Hashable, Sendable {
    /// A segment (RFC 9293); sequence numbers count from the first of each side.
    case tcp(flags: TCPFlags, sequence: UInt32, acknowledgement: UInt32, payload: Payload)
    case udp(Payload)
    /// A message of ICMP or ICMPv6, by its type and code; one about an error has the packet that it is
    /// about (RFC 792, RFC 4443).
    case icmp(type: UInt8, code: UInt8, about: Flow?)
    /// A report of a host about its groups (IGMP, MLD).
    case groupReport
    /// A question for the host that has an address, and its answer (RFC 826).
    case arpRequest, arpReply
    /// Another protocol, by its number.
    case other(UInt8)
  }

  /// Where a packet came from and where it went, with ports.
  package struct Flow: Hashable, Sendable {
    /// The kind of the sockets: TCP or UDP.
    package var kind: TracedSocket.Kind
    package var source: Endpoint
    package var destination: Endpoint

    package init(kind: TracedSocket.Kind, source: Endpoint, destination: Endpoint) {
      self.kind = kind
      self.source = source
      self.destination = destination
    }
  }

  /// What a segment means besides its bytes (RFC 9293, section 3.1).
  package struct TCPFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let fin = Self(rawValue: 1)
    package static let syn = Self(rawValue: 2)
    package static let rst = Self(rawValue: 4)
    package static let psh = Self(rawValue: 8)
    package static let ack = Self(rawValue: 16)

    package var words: String {
      [(Self.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.ack, "ACK")]
        .filter { contains($0.0) }.map(\.1).joined(separator: " ")
    }
  }
}

extension Packet {
  /// What some frames carry; those that can't be read are left out.
  package static func packets(in frames: [CapturedFrame]) -> [Packet] {
    var first: [Flow: UInt32] = [:]
    return frames.compactMap { frame in
      guard var packet = Packet(frame) else { return nil }
      if case .tcp(let flags, var sequence, var acknowledgement, let payload) = packet.content {
        let here = Flow(kind: .tcp, source: packet.source, destination: packet.destination)
        let there = Flow(kind: .tcp, source: packet.destination, destination: packet.source)
        if flags.contains(.syn) || first[here] == nil { first[here] = sequence }
        sequence &-= first[here] ?? 0
        acknowledgement = flags.contains(.ack) ? acknowledgement &- (first[there] ?? 0) : 0
        packet.content = .tcp(
          flags: flags, sequence: sequence, acknowledgement: acknowledgement, payload: payload)
      }
      return packet
    }
  }

  private init?(_ frame: CapturedFrame) {
    let bytes = Reader(bytes: Array(frame.bytes))
    switch bytes.number16(at: 12) {
    case 0x0806?:
      guard let source = bytes.address(4, at: 28), let destination = bytes.address(4, at: 38),
        let operation = bytes.number16(at: 20)
      else { return nil }
      self.init(
        host: frame.host, interface: frame.interface, source: .ip(source, port: nil),
        destination: .ip(destination, port: nil),
        content: operation == 1 ? .arpRequest : .arpReply)
    case 0x0800?:
      guard let head = bytes.byte(at: 14), let length = bytes.number16(at: 16),
        let number = bytes.byte(at: 23), let fragment = bytes.number16(at: 20),
        // Only the first fragment of a datagram has its ports, and the length of the whole (RFC 791, section 3.2).
        fragment & 0x1fff == 0,
        let source = bytes.address(4, at: 26), let destination = bytes.address(4, at: 30)
      else { return nil }
      let start = 14 + Int(head & 15) * 4
      self.init(
        frame, number, source, destination,
        Reader(bytes: Array(bytes.bytes.prefix(14 + Int(length)).dropFirst(start))))
    case 0x86dd?:
      guard let length = bytes.number16(at: 18), var number = bytes.byte(at: 20),
        let source = bytes.address(16, at: 22), let destination = bytes.address(16, at: 38)
      else { return nil }
      var rest = Array(bytes.bytes.prefix(54 + Int(length)).dropFirst(54))
      // Options for every hop, as reports about groups have them (RFC 8200, section 4.3).
      if number == 0, rest.count >= 8 {
        number = rest[0]
        rest.removeFirst(min(rest.count, 8 + Int(rest[1]) * 8))
      }
      // A fragment (RFC 8200, section 4.5).
      if number == 44, let fragment = Reader(bytes: rest).number16(at: 2), rest.count >= 8 {
        guard fragment & 0xfff8 == 0 else { return nil }
        number = rest[0]
        rest.removeFirst(8)
      }
      self.init(frame, number, source, destination, Reader(bytes: rest))
    default: return nil
    }
  }

  private init?(
    _ frame: CapturedFrame, _ number: UInt8, _ source: IPAddress, _ destination: IPAddress,
    _ body: Reader
  ) {
    (host, interface) = (frame.host, frame.interface)
    self.source = .ip(source, port: nil)
    self.destination = .ip(destination, port: nil)
    switch Int(number) {
    case IPPROTO_TCP, IPPROTO_UDP:
      guard let from = body.number16(at: 0), let to = body.number16(at: 2) else { return nil }
      self.source = .ip(source, port: from)
      self.destination = .ip(destination, port: to)
      guard Int(number) == IPPROTO_TCP else {
        var payload = body.payload(from: 8)
        payload.count = max(payload.count, Int(body.number16(at: 4) ?? 0) - 8)
        content = .udp(payload)
        return
      }
      guard let sequence = body.number32(at: 4), let acknowledgement = body.number32(at: 8),
        let size = body.byte(at: 12), let flags = body.byte(at: 13)
      else { return nil }
      content = .tcp(
        flags: TCPFlags(rawValue: flags), sequence: sequence,
        acknowledgement: acknowledgement, payload: body.payload(from: Int(size >> 4) * 4))
    case IPPROTO_IGMP: content = .groupReport
    case IPPROTO_ICMP, IPPROTO_ICMPV6:
      guard let type = body.byte(at: 0), let code = body.byte(at: 1) else { return nil }
      // RFC 2710, RFC 3810.
      let isReport = Int(number) == IPPROTO_ICMPV6 && [130, 131, 132, 143].contains(type)
      let about = Flow(
        ofPacketIn: body.bytes.dropFirst(8), isVersion6: Int(number) == IPPROTO_ICMPV6)
      let isError = Int(number) == IPPROTO_ICMP ? [3, 4, 5, 11, 12].contains(type) : type < 128
      content =
        isReport ? .groupReport : .icmp(type: type, code: code, about: isError ? about : nil)
    default: content = .other(number)
    }
  }

  /// The sender, the receiver and the content, such as `127.0.0.1:49964 → 127.0.0.1:10000 SYN`.
  package var words: String { "\(source) → \(destination)  \(content.words)" }
}

extension Packet.Content {
  package var words: String {
    switch self {
    case .tcp(let flags, _, _, let payload) where payload.count == 0: flags.words
    case .tcp(let flags, _, _, let payload): "\(flags.words) \(payload.words)"
    case .udp(let payload): "UDP \(payload.words)"
    case .icmp(3, 3, _): "ICMP port unreachable"
    case .icmp(8, _, _), .icmp(128, _, _): "ICMP echo request"
    case .icmp(0, _, _), .icmp(129, _, _): "ICMP echo reply"
    case .icmp(135, _, _): "ICMPv6 who has the address?"
    case .icmp(136, _, _): "ICMPv6 I have the address"
    case .icmp(let type, let code, _): "ICMP type \(type), code \(code)"
    case .groupReport: "report of groups"
    case .arpRequest: "ARP who has the address?"
    case .arpReply: "ARP I have the address"
    case .other(let number): "protocol \(number)"
    }
  }
}

extension Packet.Flow {
  /// Reads the beginning of a packet that a message is about; enough of it for the ports.
  fileprivate init?(ofPacketIn bytes: ArraySlice<UInt8>, isVersion6: Bool) {
    let head = Reader(bytes: Array(bytes))
    guard let first = head.byte(at: 0) else { return nil }
    let (size, protocolOffset, addresses, width) =
      isVersion6 ? (40, 6, (8, 24), 16) : (Int(first & 15) * 4, 9, (12, 16), 4)
    guard let number = head.byte(at: protocolOffset),
      [IPPROTO_TCP, IPPROTO_UDP].contains(Int(number)),
      let source = head.address(width, at: addresses.0),
      let destination = head.address(width, at: addresses.1),
      let from = head.number16(at: size), let to = head.number16(at: size + 2)
    else { return nil }
    self.init(
      kind: Int(number) == IPPROTO_TCP ? .tcp : .udp, source: .ip(source, port: from),
      destination: .ip(destination, port: to))
  }
}

/// Bytes in the order of networks.
private struct Reader {
  let bytes: [UInt8]

  func byte(at offset: Int) -> UInt8? { number(at: offset) }

  func number16(at offset: Int) -> UInt16? { number(at: offset) }

  func number32(at offset: Int) -> UInt32? { number(at: offset) }

  private func number<Number: FixedWidthInteger>(at offset: Int) -> Number? {
    let end = offset + MemoryLayout<Number>.size
    guard end <= bytes.count else { return nil }
    return bytes[offset..<end].reduce(0) { $0 << 8 | Number($1) }
  }

  func address(_ count: Int, at offset: Int) -> IPAddress? {
    IPAddress(bytes: bytes.dropFirst(offset).prefix(count))
  }

  func payload(from offset: Int) -> Payload {
    let rest = bytes.dropFirst(offset)
    return Payload(count: rest.count, prefix: Data(rest.prefix(Payload.longestPrefix)))
  }
}
