import FoundationEssentials
import LabProtocol
import WorkbookRun
import WorkbookTestSupport

/// Steps of a traced run as values, for tests that need no lab.
enum MadeUp {
  /// A socket of TCP.
  static func tcp(
    _ id: UInt64, _ local: Endpoint? = nil, _ remote: Endpoint? = nil
  ) -> TracedSocket {
    TracedSocket(id: id, kind: .tcp, local: local, remote: remote)
  }

  /// A socket of UDP.
  static func udp(
    _ id: UInt64, _ local: Endpoint? = nil, _ remote: Endpoint? = nil
  ) -> TracedSocket {
    TracedSocket(id: id, kind: .udp, local: local, remote: remote)
  }

  static func payload(_ text: String) -> Payload {
    Payload(count: text.utf8.count, prefix: Data(text.utf8))
  }
}
