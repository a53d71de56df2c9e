import LabProtocol

extension ClientPorts {
  /// A packet with the numbers that a picture shows.
  mutating func renumber(_ packet: Packet) -> Packet {
    var shown = packet
    switch packet.content {
    case .tcp: (shown.source, shown.destination) = renumber(packet.source, packet.destination, .tcp)
    case .udp: (shown.source, shown.destination) = renumber(packet.source, packet.destination, .udp)
    case .icmp(let type, let code, about: let flow?):
      let (source, destination) = renumber(flow.source, flow.destination, flow.kind)
      shown.content = .icmp(
        type: type, code: code,
        about: .init(kind: flow.kind, source: source, destination: destination))
    case .icmp, .groupReport, .arpRequest, .arpReply, .other: break
    }
    return shown
  }

  private mutating func renumber(
    _ source: Endpoint, _ destination: Endpoint, _ kind: TracedSocket.Kind
  ) -> (Endpoint, Endpoint) {
    (renumber(source, kind, to: destination), renumber(destination, kind, to: source))
  }

  private mutating func renumber(
    _ end: Endpoint, _ kind: TracedSocket.Kind, to other: Endpoint
  ) -> Endpoint {
    guard let port = end.port, let address = end.address,
      ranges.contains(where: { $0.contains(port) }),
      let sight = sight(of: address, port, kind, to: other)
    else { return end }
    let owner = owner(sight.socket)
    guard !bound.contains(owner) else { return end }
    return end.replacingPort(
      with: number(for: .ofSocket(owner, port), end, kind, steps[sight.step].terminal))
  }

  /// The socket that has an end of a packet, or `nil` if none is seen.
  private func sight(
    of address: IPAddress, _ port: UInt16, _ kind: TracedSocket.Kind, to other: Endpoint
  ) -> Sight? {
    func rank(_ sight: Sight) -> Int {
      (sight.local.address == address ? 2 : 0) + (sight.remote == other ? 1 : 0)
    }
    let known = sights[Key(kind: kind, port: port)] ?? []
    return known.filter { sight in
      guard let local = sight.local.address else { return false }
      let isOnHost = address.isLoopback || hosts[address].map { $0.contains(sight.host) } ?? false
      return local.unmapped == address || local.isUnspecified && isOnHost
    }.max { rank($0) < rank($1) }
  }
}
