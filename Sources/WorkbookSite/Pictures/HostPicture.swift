import FoundationEssentials
import Glibc
import LabProtocol
import WorkbookModel
import WorkbookRun

/// A picture of hosts: on which networks they are, what runs on them, which groups they join, and who heard
/// which datagram.
struct HostPicture {
  private struct Event {
    let host: Int
    let program: String
    let words: String
    /// Whether what it sends differs from run to run.
    var varies = false
    /// The programs that received it, with their hosts; `nil` if nothing was sent.
    var hearers: [Hearer]?
  }

  private struct Hearer: Hashable {
    let host: Int
    let program: String
  }

  private let example: Example
  private let letters: [String]
  private let hosts: [Host]
  private var events: [Event] = []
  /// What runs on each host.
  private var programs: [[String]]

  /// How many events a picture has room for.
  private static let mostEvents = 20

  /// Returns `nil` if the example is on one host only, or there is nothing to see, or too much.
  init?(
    _ run: TracedRun, of example: Example, in configuration: BookConfiguration,
    _ varying: VaryingTexts
  ) {
    self.example = example
    let letters = Set(example.terminals.compactMap(\.host)).sorted()
    self.letters = letters
    hosts = letters.compactMap { configuration.hosts?[$0] }
    programs = letters.map { _ in [] }
    guard hosts.count == letters.count, (2...4).contains(letters.count) else { return nil }
    // Which event each datagram is.
    var sends: [Int: Int] = [:]
    for (index, step) in run.order.steps.enumerated() {
      guard case .called(let call) = step.kind,
        let host = example.terminals[step.terminal].host.flatMap(letters.firstIndex)
      else { continue }
      if !programs[host].contains(call.program) { programs[host].append(call.program) }
      switch call.action {
      case .setOption(_, let level, let name, let value) where call.error == nil:
        guard let group = Self.group(level, name, value) else { continue }
        events.append(
          Event(host: host, program: call.program, words: "joins \(group)"))
      case .sent(let socket, let address, let payload)
      where socket.kind == .udp && call.error == nil:
        sends[index] = events.count
        let target = (address ?? socket.remote).map { " to \($0)" } ?? ""
        events.append(
          Event(
            host: host, program: call.program, words: "sends \(payload.words)\(target)",
            varies: varying.contains(payload), hearers: []))
      case .received(let socket, _, _) where socket.kind == .udp && call.error == nil:
        guard let event = step.cause.flatMap({ sends[$0] }) else { continue }
        events[event].hearers?.append(Hearer(host: host, program: call.program))
      default: continue
      }
    }
    guard events.contains(where: { $0.hearers != nil }), events.count <= Self.mostEvents
    else { return nil }
  }

  /// The group that an option joins (ip(7), `IP_ADD_MEMBERSHIP`): an address first, in each of the forms that
  /// the option takes.
  private static func group(_ level: Int, _ name: Int, _ value: Data) -> String? {
    guard level == Int(IPPROTO_IP), name == Int(IP_ADD_MEMBERSHIP), value.count >= 8 else {
      return nil
    }
    return value.prefix(4).map { "\($0)" }.joined(separator: ".")
  }

  // MARK: The picture

  var picture: Picture {
    Picture(
      kind: "hosts", example: example.name,
      note: "who is where: a square joins a group, a ring sends, an arrow or a dot hears",
      title: "Hosts of \(example.name)",
      description:
        "Hosts \(letters.joined(separator: ", ")) and what they send, from the first datagram to the last; each is in the table below, with who heard it.",
      width: Picture.wide, height: y(events.count) - 20, drawing: drawing,
      columns: ["Number", "Host", "Program", "What it does", "Heard by"], rows: rows)
  }

  private var rows: [[HTML]] {
    events.enumerated().map { index, event in
      let heard = event.hearers.map { hearers in
        hearers.isEmpty
          ? "nobody"
          : hearers.map { "\($0.program) on \(letters[$0.host])" }.joined(separator: ", ")
      }
      return [
        "\(index + 1)", "\(letters[event.host])", "\(event.program)",
        Varying.written("\(event.words)", if: event.varies),
        "\(heard ?? "")",
      ]
    }
  }

  /// The switches: interfaces of one name are plugged into one.
  private var networks: [String] { Set(hosts.flatMap(\.interfaces.keys)).sorted() }

  private static let (boxWidth, lineHeight, networkHeight, rowHeight) = (200, 18, 26, 44)

  private func x(_ host: Int) -> Int {
    let edge = Self.boxWidth / 2 + 6
    return edge + host * (Picture.wide - 2 * edge) / (letters.count - 1)
  }

  /// What stands in the box of a host.
  private func lines(_ host: Int) -> [String] {
    let addresses = hosts[host].interfaces.sorted { $0.key < $1.key }.map { name, addresses in
      "\(name) \(addresses.map(\.address).joined(separator: " "))"
    }
    return addresses + programs[host]
  }

  private var boxHeight: Int {
    (letters.indices.map { lines($0).count }.max() ?? 0) * Self.lineHeight + 34
  }

  private var top: Int { boxHeight + networks.count * Self.networkHeight + 48 }

  private func y(_ row: Int) -> Int { top + row * Self.rowHeight }

  private var drawing: HTML {
    let boxes = letters.indices.map { host -> HTML in
      let (left, middle) = (x(host) - Self.boxWidth / 2, x(host))
      let texts = lines(host).enumerated().map { index, words -> HTML in
        "<text x=\"\(middle)\" y=\"\(24 + (index + 1) * Self.lineHeight)\">\(Picture.shortened(words, to: 24))</text>\n"
      }
      let plugs = networks.enumerated().filter { hosts[host].interfaces[$0.element] != nil }.map {
        number, _ -> HTML in
        // Next to each other, where there are several.
        "M\(middle + number * 14) \(boxHeight)V\(busY(number))"
      }
      return """
        <g class="lane\(host % 4)">
        <rect x="\(left)" y="1" width="\(Self.boxWidth)" height="\(boxHeight - 1)" rx="6"/>
        <text class="name" x="\(middle)" y="22">\(hosts[host].name ?? letters[host])</text>
        \(texts.joined())<path d="\(plugs.joined())"/>
        <path class="faint" d="M\(middle) \(top - 30)V\(y(events.count) - 30)"/>
        </g>

        """
    }
    let buses = networks.indices.map { number -> HTML in
      """
      <path class="bus" d="M8 \(busY(number))H\(Picture.wide - 8)"/><text x="14" y="\(busY(number) - 5)" text-anchor="start">\(networks[number])</text>

      """
    }
    return """
      <g text-anchor="middle">
      \(buses.joined())\(boxes.joined())</g>
      \(events.indices.map(row).joined())
      """
  }

  private func busY(_ number: Int) -> Int { boxHeight + 22 + number * Self.networkHeight }

  private func row(_ row: Int) -> HTML {
    let event = events[row]
    let (here, height) = (x(event.host), y(row))
    let ending = event.hearers?.isEmpty == true ? ", and nobody hears it" : ""
    let words = Picture.shortened("\(event.program) \(event.words)\(ending)", to: 86)
    // As near to its host as it has room: a letter is about 8 wide.
    let half = words.count * 4 + 8
    let middle = min(max(here, half), Picture.wide - half)
    var marks: HTML = "<circle class=\"waiting\" cx=\"\(here)\" cy=\"\(height)\"/>"
    if let hearers = event.hearers {
      let targets = Set(hearers.map(\.host)).sorted()
      marks += targets.filter { $0 != event.host }.map { target -> HTML in
        let direction = x(target) > here ? 1 : -1
        return
          "<path class=\"arrow\" d=\"M\(here + 6 * direction) \(height)H\(x(target) - 5 * direction)\(Picture.head(direction))\"/>"
      }.joined()
      // Its own host heard it.
      if targets.contains(event.host) { marks += "<circle cx=\"\(here)\" cy=\"\(height)\"/>" }
    } else {
      marks =
        "<rect class=\"taken\" x=\"\(here - 5)\" y=\"\(height - 5)\" width=\"10\" height=\"10\"/>"
    }
    return """
      <g class="lane\(event.host % 4)"><text x="\(middle)" y="\(height - 10)" text-anchor="middle">\(Varying.drawn("\(words)", if: event.varies))</text>\(marks)</g>

      """
  }
}
