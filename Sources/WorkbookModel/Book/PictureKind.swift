/// Something to draw of a run, if the chapter asks for it; the raw value is the word that asks.
///
/// A new kind is a case here, and an entry of `RunPictures.all` in `WorkbookSite` with the type that draws it.
package enum PictureKind: String, CaseIterable, Hashable, Sendable {
  /// What crossed the network between programs.
  case packets
  /// The hosts, who joined which group, and who heard which datagram.
  case hosts
  /// The queues of sockets, as ss(8) or netstat(8) prints them in a terminal of the example.
  case queues

  /// Whether it is drawn from the packets of a run.
  package var needsCapture: Bool { self == .packets }

  /// Whether it is drawn from the calls or the packets of a traced run.
  var needsTrace: Bool {
    switch self {
    case .packets, .hosts: true
    case .queues: false
    }
  }
}
