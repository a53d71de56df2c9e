package import WorkbookModel

/// What is worth showing of a run that was looked at more closely.
package struct TracedRun: Hashable, Sendable {
  /// The calls of its programs.
  package var order: CanonicalOrder
  /// What its programs sent over the network, where the run captured it.
  ///
  /// These are packets of TCP and UDP, and the messages of ICMP about them, without what depends on the kernel's
  /// timers (``CanonicalPackets``). What hosts say to find each other comes when it comes.
  package var packets: [Packet]

  package init(order: CanonicalOrder, packets: [Packet] = []) {
    self.order = order
    self.packets = packets
  }

  /// Puts what was recorded in order; see ``CanonicalOrder/picture(of:)``.
  package init(_ recording: Recording, of example: Example) {
    let order = CanonicalOrder(of: recording)
    packets = CanonicalPackets.packets(
      Packet.packets(in: recording.frames).filter(\.isOfPrograms), of: order.steps)
    self.order = order.picture(on: ClientPorts.Terminal.all(of: example), with: &packets)
  }
}

extension Packet {
  fileprivate var isOfPrograms: Bool {
    switch content {
    case .tcp, .udp, .icmp(_, _, about: .some): true
    case .icmp, .groupReport, .arpRequest, .arpReply, .other: false
    }
  }
}
