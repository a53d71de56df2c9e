package import FoundationEssentials

/// What crossed a network of the lab: an Ethernet frame, from its header to its last byte.
package struct CapturedFrame: Codable, Hashable, Sendable {
  /// Milliseconds since the lab was ready.
  package var time: Double
  /// The index of the host that sent it.
  package var host: Int
  /// The interface by which it was sent, such as `eth0`, or `lo`.
  package var interface: String
  package var bytes: Data

  package init(time: Double, host: Int, interface: String, bytes: Data) {
    self.time = time
    self.host = host
    self.interface = interface
    self.bytes = bytes
  }
}
