import LabProtocol
import WorkbookModel
import WorkbookRun

/// A picture of what crossed the network between the programs of an example: a line for each end, from top to
/// bottom, and an arrow for each packet in between.
struct PacketPicture {
  private struct Arrow {
    let from: Int
    let to: Int
    let words: String
    /// Whether its bytes differ from run to run.
    let varies: Bool
    /// Where its first byte is in its stream, and which one it expects next, where it is TCP's.
    var sequence: UInt32?
    var acknowledgement: UInt32?
  }

  private let example: Example
  private let varying: VaryingTexts
  private var ends: [Endpoint] = []
  private var arrows: [Arrow] = []
  /// The program that has an end.
  private var programs: [Endpoint: String] = [:]

  /// How many packets a picture has room for.
  private static let mostPackets = 60

  /// Returns `nil` if there is nothing to see, or too much.
  init?(_ run: TracedRun, of example: Example, _ varying: VaryingTexts) {
    self.example = example
    self.varying = varying
    for packet in run.packets { note(packet) }
    guard !arrows.isEmpty, arrows.count <= Self.mostPackets, ends.count <= 4 else { return nil }
    for step in run.order.steps {
      guard case .called(let call) = step.kind else { continue }
      for socket in call.action.sockets {
        guard let local = socket.local else { continue }
        for end in ends where programs[end] == nil && Self.isOn(end, local) {
          programs[end] = call.program
        }
      }
    }
  }

  /// Whether a socket with some address has an end: the address of all interfaces stands for each.
  private static func isOn(_ end: Endpoint, _ local: Endpoint) -> Bool {
    guard case .ip(let address, let port?) = local, address.isUnspecified else {
      return end == local
    }
    return end.port == port
  }

  private mutating func note(_ packet: Packet) {
    switch packet.content {
    case .tcp(_, let sequence, let acknowledgement, let payload):
      arrows.append(
        Arrow(
          from: number(of: packet.source), to: number(of: packet.destination),
          words: packet.content.words, varies: varying.contains(payload), sequence: sequence,
          acknowledgement: acknowledgement))
    case .udp(let payload):
      arrows.append(
        Arrow(
          from: number(of: packet.source), to: number(of: packet.destination),
          words: packet.content.words, varies: varying.contains(payload)))
    case .icmp(_, _, about: let flow?):
      // It comes from the host where the other one went to.
      arrows.append(
        Arrow(
          from: number(of: flow.destination), to: number(of: flow.source),
          words: packet.content.words, varies: false))
    case .icmp, .groupReport, .arpRequest, .arpReply, .other: break
    }
  }

  private mutating func number(of end: Endpoint) -> Int {
    if let known = ends.firstIndex(of: end) { return known }
    ends.append(end)
    return ends.count - 1
  }

  // MARK: The picture

  var picture: Picture {
    Picture(
      kind: "packets", example: example.name,
      note: hasSequences
        ? "the packets of a run, in the order of its calls; what the kernel's timers decide is left out"
        : "the packets of a run, in the order of its calls",
      title: "Packets of \(example.name)",
      description:
        "The packets between \(ends.map(name).joined(separator: ", ")), from the first to the last; each is in the table below.",
      width: width, height: y(arrows.count) - 8, drawing: drawing, columns: columns, rows: rows)
  }

  private var hasSequences: Bool { arrows.contains { $0.sequence != nil } }

  private var columns: [String] {
    ["Number", "From", "To", "Packet"] + (hasSequences ? ["Begins at", "Expects"] : [])
  }

  private var rows: [[HTML]] {
    arrows.enumerated().map { index, arrow in
      let numbers = [arrow.sequence, arrow.acknowledgement].map { number -> HTML in
        number.map { "\(Int($0))" } ?? ""
      }
      let words: [HTML] = [
        "\(index + 1)", "\(ends[arrow.from].description)", "\(ends[arrow.to].description)",
        Varying.written("\(arrow.words)", if: arrow.varies),
      ]
      return words + (hasSequences ? numbers : [])
    }
  }

  private func name(_ end: Endpoint) -> String {
    programs[end].map { "\($0) (\(end))" } ?? "\(end)"
  }

  private static let (rowHeight, top) = (26, 76)

  private var width: Int { ends.count > 2 ? Picture.wide : Picture.narrow }

  private func x(_ end: Int) -> Int {
    let edge = 90
    return ends.count == 1
      ? edge : edge + end * (width - 2 * edge) / (ends.count - 1)
  }

  private func y(_ row: Int) -> Int { Self.top + row * Self.rowHeight }

  private var drawing: HTML {
    let lanes = ends.indices.map { end -> HTML in
      let sent = arrows.indices.filter { arrows[$0].from == end }
      let lines = sent.map(line).joined(separator: " ")
      return """
        <g class="lane\(end % 4)">
        <text class="name" x="\(x(end))" y="18">\(programs[ends[end]] ?? "nobody")</text>
        <text x="\(x(end))" y="36">\(ends[end].description)</text>
        <path d="M\(x(end)) 46V\(y(arrows.count) - 12)"/>
        <path class="arrow" d="\(lines)"/>
        \(sent.map(label).joined())</g>

        """
    }
    return "<g text-anchor=\"middle\">\n\(lanes.joined())</g>\n"
  }

  /// A packet takes its time, so its line goes down a little.
  private func line(_ row: Int) -> HTML {
    let (from, to) = (x(arrows[row].from), x(arrows[row].to))
    guard from != to else { return "M\(from) \(y(row))h40v8h-34m6-4l-6 4l6 4" }
    let direction = to > from ? 1 : -1
    return
      "M\(from + 3 * direction) \(y(row) - 3)L\(to - 3 * direction) \(y(row) + 3)\(Picture.head(direction))"
  }

  private func label(_ row: Int) -> HTML {
    let (from, to) = (x(arrows[row].from), x(arrows[row].to))
    let short = Picture.shortened(arrows[row].words, to: max(20, (abs(to - from) - 10) / 8))
    let words = Varying.drawn("\(short)", if: arrows[row].varies)
    return "<text x=\"\((from + to) / 2)\" y=\"\(y(row) - 5)\">\(words)</text>\n"
  }
}
