import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// A picture of the queues of TCP's sockets, as ss(8) or netstat(8) printed them in a terminal of the
/// example: the connections that wait to be accepted, and the bytes that wait to be received or sent.
struct QueuePicture {
  /// A line that one of the two printed.
  private struct Entry {
    let isListening: Bool
    let received: Int
    let sent: Int
    /// The addresses as they were printed.
    let local: String
    let peer: String
    /// The same as values, or `nil` if they stand for several, as `0.0.0.0:*` does.
    let localEndpoint: Endpoint?
    let peerEndpoint: Endpoint?
    /// Whether the numbers differ from run to run.
    let varies: Bool

    /// Reads `LISTEN 2 1 127.0.0.1:10000 0.0.0.0:*` of ss, or `tcp 0 0 127.0.0.1:10000 0.0.0.0:* LISTEN`
    /// of netstat.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - holes: Which of its bytes differ from run to run.
    init?(_ line: String, holes: [Range<Int>]) {
      let parts = line.utf8.split(separator: UInt8(ascii: " "))
      let words = parts.map { String(Substring($0)) }
      guard words.count >= 5, let received = Int(words[1]), let sent = Int(words[2]) else {
        return nil
      }
      let numbers = [parts[1].startIndex, parts[2].endIndex].map {
        line.utf8.distance(from: line.startIndex, to: $0)
      }
      varies = holes.contains { $0.overlaps(numbers[0]..<numbers[1]) }
      let isNetstat = words[0].hasPrefix("tcp") && words.count >= 6
      let state = isNetstat ? words[5] : words[0]
      guard ["LISTEN", "ESTAB", "ESTABLISHED"].contains(state) else { return nil }
      isListening = state == "LISTEN"
      (self.received, self.sent) = (received, sent)
      (local, peer) = (words[3], words[4])
      (localEndpoint, peerEndpoint) = (Endpoint(printed: local), Endpoint(printed: peer))
      // How many places are taken is to be seen from afar, and there is no drawing for any number.
      guard !isListening || !varies else { return nil }
    }

    /// Whether another line is about the other end of this connection.
    func isOtherEnd(of other: Entry) -> Bool {
      guard let localEndpoint, let peerEndpoint else { return false }
      return localEndpoint == other.peerEndpoint && peerEndpoint == other.localEndpoint
    }
  }

  private let example: Example
  private var listeners: [Entry] = []
  /// Each with the entry of its other end, where that was printed, too.
  private var connections: [(one: Entry, other: Entry?)] = []
  /// How many clients of a listener have not been let in, where the calls tell.
  private var outside: [Endpoint: Int] = [:]

  /// Returns `nil` if the terminals show no queues, or too many.
  init?(_ verdict: Verdict, _ run: TracedRun?) {
    example = verdict.example
    var entries: [Entry] = []
    for shown in verdict.steps {
      for step in shown.alignment?.steps ?? [] {
        switch step {
        case .match(_, let column, let fills):
          entries += [Entry(shown.lines[column], holes: fills.map(\.range))].compactMap(\.self)
        case .anyLines(_, let columns):
          entries += columns.compactMap {
            Entry(shown.lines[$0], holes: [0..<shown.lines[$0].utf8.count])
          }
        case .missing, .extra: break
        }
      }
    }
    for entry in entries {
      if entry.isListening {
        listeners.append(entry)
      } else if let index = connections.firstIndex(where: {
        $0.other == nil && $0.one.isOtherEnd(of: entry)
      }) {
        connections[index].other = entry
      } else {
        connections.append((entry, nil))
      }
    }
    guard (1...4).contains(listeners.count + connections.count) else { return nil }
    if let run { countOutside(run.order) }
  }

  /// Counts the clients that were neither accepted nor are in the queue: the kernel doesn't answer them, and they
  /// try again.
  private mutating func countOutside(_ order: CanonicalOrder) {
    for listener in listeners {
      guard let local = listener.localEndpoint else { continue }
      var called = 0
      for case .called(let call) in order.steps.map(\.kind) {
        switch call.action {
        case .connected(_, to: local): called += 1
        case .accepted(let socket, new: _?) where socket.local == local: called -= 1
        default: break
        }
      }
      outside[local] = max(0, called - listener.received)
    }
  }

  /// How many clients of a listener have no place, or `nil` if the calls don't tell.
  private func outside(_ listener: Entry) -> Int? {
    listener.localEndpoint.flatMap { outside[$0] }
  }

  // MARK: The picture

  var picture: Picture {
    Picture(
      kind: "queues", example: example.name, note: "the queues of its sockets, as printed",
      title: "Queues of \(example.name)", description: description,
      width: Picture.narrow, height: height,
      drawing: drawing,
      columns: ["Socket", "Its other end", "Receive queue", "Send queue"], rows: rows)
  }

  private var description: String {
    let waiting = listeners.map { listener -> String in
      let outside = self.outside(listener).map { ", and \($0) have no place" } ?? ""
      return
        "At \(listener.local) there are \(listener.sent + 1) places for connections that wait to be accepted; \(listener.received) are taken\(outside)."
    }
    let bytes = connections.map { one, _ in
      "Between \(one.local) and \(one.peer) bytes wait to be sent and to be received."
    }
    return (waiting + bytes).joined(separator: " ")
  }

  private var rows: [[HTML]] {
    let entries = listeners + connections.flatMap { [$0.one] + ($0.other.map { [$0] } ?? []) }
    return entries.map { entry in
      entry.isListening
        ? [
          "\(entry.local)", "anybody", "\(cell(entry.received, entry)) connections",
          "room for \(entry.sent + 1)",
        ]
        : [
          "\(entry.local)", "\(entry.peer)", "\(cell(entry.received, entry)) bytes",
          "\(cell(entry.sent, entry)) bytes",
        ]
    }
  }

  private func cell(_ number: Int, _ entry: Entry) -> HTML {
    entry.varies ? Varying.html("\(number)") : "\(number)"
  }

  private func number(_ number: Int, _ entry: Entry) -> HTML {
    entry.varies ? Varying.html(number) : "\(number)"
  }

  private static let (listenerHeight, connectionHeight) = (104, 168)

  private var height: Int {
    listeners.count * Self.listenerHeight + connections.count * Self.connectionHeight
  }

  private var drawing: HTML {
    var top = 0
    var parts: HTML = ""
    for listener in listeners {
      parts += drawing(of: listener, top)
      top += Self.listenerHeight
    }
    for (one, other) in connections {
      parts += drawing(of: one, other, top)
      top += Self.connectionHeight
    }
    return parts
  }

  /// The most places that are drawn one by one.
  private static let mostPlaces = 6

  private func drawing(of listener: Entry, _ top: Int) -> HTML {
    let room = listener.sent + 1
    let outside = min(self.outside(listener) ?? 0, Self.mostPlaces)
    let shown = min(room, Self.mostPlaces)
    let places = (0..<shown).map { place -> HTML in
      let style: HTML = place < listener.received ? " class=\"taken\"" : ""
      return
        "<rect\(style) x=\"\(130 + place * 40)\" y=\"\(top + 34)\" width=\"32\" height=\"32\" rx=\"4\"/>"
    }
    let others = (0..<outside).map { place -> HTML in
      "<rect class=\"outside\" x=\"\(130 + shown * 40 + 40 + place * 40)\" y=\"\(top + 34)\" width=\"32\" height=\"32\" rx=\"4\"/>"
    }
    let more: HTML = room > shown ? " (the first \(shown) are shown)" : ""
    let middle = 130 + shown * 40 + 40
    let note: HTML =
      outside == 0
      ? "" : "<text x=\"\(middle)\" y=\"\(top + 86)\">\(outside) outside, unanswered</text>"
    return """
      <g class="lane0"><text class="name" x="10" y="\(top + 22)">\(listener.local)</text><text x="10" y="\(top + 55)">accept queue</text>
      \(places.joined())<text x="130" y="\(top + 86)">\(listener.received) of \(room) taken\(more)</text></g>
      <g class="lane1">\(others.joined())\(note)</g>

      """
  }

  private func drawing(of one: Entry, _ other: Entry?, _ top: Int) -> HTML {
    let (left, right) = (10, 290)
    func queue(_ x: Int, _ y: Int, _ words: HTML, _ count: Int, _ entry: Entry) -> HTML {
      let style: HTML = count > 0 || entry.varies ? " class=\"taken\"" : ""
      return """
        <rect\(style) x="\(x)" y="\(y)" width="180" height="36" rx="4"/><text x="\(x + 10)" y="\(y + 23)">\(words) \(number(count, entry))</text>

        """
    }
    let (first, second) = (top + 40, top + 108)
    var others: HTML = ""
    if let other {
      others = """
        \(queue(right, first, "to receive:", other.received, other))\(queue(right, second, "to send:", other.sent, other))
        """
    }
    return """
      <g class="lane0"><text class="name" x="\(left)" y="\(top + 24)">\(one.local)</text>
      \(queue(left, first, "to send:", one.sent, one))\(queue(left, second, "to receive:", one.received, one))<path class="arrow" d="M196 \(first + 18)H284\(Picture.head(1))"/></g>
      <g class="lane1"><text class="name" x="\(right)" y="\(top + 24)">\(one.peer)</text>
      \(others)<path class="arrow" d="M284 \(second + 18)H196\(Picture.head(-1))"/></g>

      """
  }
}
