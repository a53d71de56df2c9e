import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// Packets have the ports of the calls beside them.
@Suite struct PacketPortsTests {
  private func packet(
    _ source: Endpoint, _ destination: Endpoint, _ content: Packet.Content
  ) -> Packet {
    Packet(
      host: 0, interface: "lo", source: source, destination: destination, content: content)
  }

  private let syn = Packet.Content.tcp(
    flags: .syn, sequence: 0, acknowledgement: 0, payload: MadeUp.payload(""))
  private let datagram = Packet.Content.udp(MadeUp.payload("a"))

  /// The ends of packets, as a picture of some actions shows them.
  private func ends(
    _ packets: [Packet], _ actions: [(Int, TracedStep.Action)],
    on hosts: [String?] = [nil, nil], ports: ClosedRange<UInt16> = 50000...50099
  ) -> [String] {
    var packets = packets
    let order = CanonicalOrder(
      steps: actions.map { terminal, action in
        .init(
          terminal: terminal, step: 0,
          kind: .called(.init(process: 0, program: "p", action: action)))
      })
    _ = order.picture(on: hosts.map { .init(host: $0, ports: [ports]) }, with: &packets)
    return packets.map { packet in
      if case .icmp(_, _, about: let flow?) = packet.content {
        return "\(flow.source) \(flow.destination)"
      }
      return "\(packet.source) \(packet.destination)"
    }
  }

  private func conversation(_ server: Endpoint, _ client: Endpoint) -> [(Int, TracedStep.Action)] {
    [
      (0, .bound(MadeUp.tcp(0, server), to: server)),
      (1, .connected(MadeUp.tcp(1, client, server), to: server)),
      (0, .accepted(MadeUp.tcp(0, server), new: MadeUp.tcp(2, server, client))),
    ]
  }

  @Test func `a client's port is renumbered, and a server's isn't`() {
    for (server, client, shown) in [
      ("127.0.0.1:50050", "127.0.0.1:50037", "127.0.0.1:50000"),
      ("[::1]:50050", "[::1]:50037", "[::1]:50000"),
      ("192.168.1.1:50050", "192.168.1.2:50050", "192.168.1.2:50000"),
    ] as [(Endpoint, Endpoint, Endpoint)] {
      let hosts: [String?] = server.address?.isLoopback == true ? [nil, nil] : ["A", "B"]
      #expect(
        ends(
          [packet(client, server, syn), packet(server, client, syn)],
          conversation(server, client), on: hosts) == ["\(shown) \(server)", "\(server) \(shown)"])
    }
  }

  @Test func `a single port stays, and so does what no socket has`() {
    let (server, client): (Endpoint, Endpoint) = ("127.0.0.1:10000", "127.0.0.1:50037")
    #expect(
      ends([packet(client, server, syn)], conversation(server, client), ports: 50037...50037)
        == ["127.0.0.1:50037 127.0.0.1:10000"])
    #expect(
      ends([packet(client, "127.0.0.1:50001", syn)], [])
        == ["127.0.0.1:50037 127.0.0.1:50001"])
  }

  @Test func `a datagram's sender is found, and a message about it`() {
    let sender = MadeUp.udp(1, "0.0.0.0:50037")
    let actions: [(Int, TracedStep.Action)] = [
      (1, .sent(sender, to: "127.0.0.1:50099", MadeUp.payload("a")))
    ]
    let about = Packet.Content.icmp(
      type: 3, code: 3,
      about: .init(kind: .udp, source: "127.0.0.1:50037", destination: "127.0.0.1:50099"))
    #expect(
      ends(
        [
          packet("127.0.0.1:50037", "127.0.0.1:50099", datagram),
          packet("127.0.0.1", "127.0.0.1", about), packet("127.0.0.1:50037", "127.0.0.1:9", syn),
        ], actions) == [
          "127.0.0.1:50000 127.0.0.1:50099", "127.0.0.1:50000 127.0.0.1:50099",
          // TCP has ports of its own.
          "127.0.0.1:50037 127.0.0.1:9",
        ])
  }
}
