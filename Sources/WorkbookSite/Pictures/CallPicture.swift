import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun

/// A picture of the calls between the programs of an example, drawn from a run: a line for each program, from
/// top to bottom, its calls beside it, and an arrow from each to the one that waited for it.
struct CallPicture {
  private struct Lane: Hashable {
    let terminal: Int
    let process: Int
  }

  private struct Call {
    let lane: Int
    let words: String
    /// The line of its listing that made it.
    let line: Int?
    /// The row of the call that it waited for.
    let cause: Int?
    /// Whether what it sends or receives differs from run to run.
    let varies: Bool
    /// What kind of mark it gets.
    let hasReturned: Bool
  }

  private let example: Example
  private let lanes: [(lane: Lane, name: String)]
  private let calls: [Call]

  /// How many calls a picture has room for.
  private static let mostCalls = 60

  /// Returns `nil` if the programs didn't talk to each other, or made too many calls for a picture.
  init?(_ order: CanonicalOrder, of example: Example, _ varying: VaryingTexts) {
    self.example = example
    var lanes: [(lane: Lane, name: String)] = []
    var calls: [Call] = []
    var rows: [Int: Int] = [:]
    for (index, step) in order.steps.enumerated() {
      guard case .called(let call) = step.kind, call.isShown, let words = call.words else {
        continue
      }
      let lane = Lane(terminal: step.terminal, process: call.process)
      let number = lanes.firstIndex { $0.lane == lane } ?? lanes.count
      if number == lanes.count { lanes.append((lane, call.program)) }
      let cause = step.cause.flatMap { rows[$0] }.flatMap { calls[$0].lane == number ? nil : $0 }
      rows[index] = calls.count
      calls.append(
        Call(
          lane: number, words: words, line: call.line, cause: cause,
          varies: varying.contains(call.action), hasReturned: call.hasReturned))
    }
    guard lanes.count > 1, calls.count <= Self.mostCalls, calls.contains(where: { $0.cause != nil })
    else { return nil }
    self.lanes = lanes
    self.calls = calls
  }

  // MARK: The picture

  var picture: Picture {
    let names = lanes.map(\.name).joined(separator: ", ")
    return Picture(
      kind: "calls", example: example.name,
      note: "the calls of a run, with their lines, and which waited for which",
      title: "Calls of \(example.name)",
      description:
        "The calls of \(names), from the first to the last; each is in the table below.",
      width: Picture.wide, height: height, drawing: drawing,
      columns: ["Number", "Program", "Line", "Call", "Waited for"], rows: rows)
  }

  private var rows: [[HTML]] {
    calls.enumerated().map { index, call in
      [
        "\(index + 1)", "\(lanes[call.lane].name)", call.line.map { "\($0)" } ?? "",
        Varying.written("\(call.words)", if: call.varies), call.cause.map { "\($0 + 1)" } ?? "",
      ]
    }
  }

  // MARK: The drawing

  private static let (rowHeight, top) = (24, 44)

  private func x(_ lane: Int) -> Int {
    // Two lanes leave room for words on their outer sides, more on the right of each.
    lanes.count == 2
      ? (lane == 0 ? 290 : 430)
      : 14 + lane * ((Picture.wide - 14) / lanes.count)
  }

  private func y(_ row: Int) -> Int { Self.top + row * Self.rowHeight }

  private func isLeft(_ lane: Int) -> Bool { lanes.count == 2 && lane == 0 }

  private var height: Int { y(calls.count) + 6 }

  private var drawing: HTML {
    // What a lane's parts have in common is said once.
    let parts = lanes.indices.map { lane -> HTML in
      let own = calls.indices.filter { calls[$0].lane == lane }
      let circles = own.map { row -> HTML in
        "<circle\(calls[row].hasReturned ? "" : Self.waiting) cy=\"\(y(row))\"/>"
      }
      let texts = own.map { row -> HTML in "<text y=\"\(y(row))\">\(words(row))</text>\n" }
      return """
        <g class="lane\(lane % 4)" transform="translate(\(x(lane)))" text-anchor="\(anchor(lane))">
        <text class="name" y="18">\(lanes[lane].name)</text>
        <path d="M0 28V\(height - 6)"/>
        \(circles.joined())
        <g transform="translate(\(isLeft(lane) ? -12 : 12) 4)">
        \(texts.joined())</g>
        </g>

        """
    }
    let arrows = calls.indices.compactMap(arrow).joined(separator: " ")
    return "<path class=\"arrow\" d=\"\(arrows)\"/>\n\(parts.joined())"
  }

  private func anchor(_ lane: Int) -> HTML {
    lanes.count == 2 ? (lane == 0 ? "end" : "start") : "start"
  }

  private static let waiting: HTML = " class=\"waiting\""

  private func words(_ row: Int) -> HTML {
    let call = calls[row]
    let words = Picture.shortened(call.words, to: lanes.count == 2 ? 30 : 88 / lanes.count - 5)
    // The number of the line stands next to the program's own, as in a listing.
    let line: HTML = call.line.map { "<tspan>\($0)</tspan>" } ?? ""
    let shown = Varying.drawn("\(text: words)", if: call.varies)
    return isLeft(call.lane) ? "\(shown) \(line)" : "\(line) \(shown)"
  }

  private func arrow(_ row: Int) -> HTML? {
    guard let cause = calls[row].cause else { return nil }
    let (from, to) = (x(calls[cause].lane), x(calls[row].lane))
    let direction = to > from ? 1 : -1
    let (startX, endX) = (from + 6 * direction, to - 6 * direction)
    // The head is two short lines, at the end of one that may go down steeply.
    return
      "M\(startX) \(y(cause))L\(endX) \(y(row))m\(-8 * direction)-5l\(8 * direction) 5l\(-8 * direction) 3"
  }
}
