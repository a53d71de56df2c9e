import WorkbookModel
import WorkbookSupport

/// Lines of a chapter beside the lines that were printed, with a little of what is around them.
package struct Diff: Hashable, Sendable {
  package struct Hunk: Hashable, Sendable {
    /// The chapter's line where the hunk begins.
    package var line: Int
    package var lines: [Line]
  }

  package struct Line: Hashable, Sendable {
    package enum Origin: String, Hashable, Sendable {
      case both = " "
      case chapter = "-"
      case output = "+"
    }

    package var origin: Origin
    package var text: String
  }

  package var file: String
  package var hunks: [Hunk]
}

extension Diff {
  private static let contextCount = 3
  private static let longest = 60

  /// Draws what an alignment tells of one command.
  init(_ alignment: Alignment, of command: Step, actual: [String]) {
    // Where a line is shown that the chapter lacks: before the next line that it has.
    var position = command.location.line + command.typedLineCount
    var drawn: [(line: Line, position: Int)] = []
    for step in alignment.steps {
      switch step {
      case .match(let expected, let column, _):
        position = command.expected[expected].location.line
        drawn.append((Line(origin: .both, text: actual[column]), position))
        position += 1
      case .anyLines(let expected, _):
        position = command.expected[expected].location.line
        drawn.append((Line(origin: .both, text: command.expected[expected].text), position))
        position += 1
      case .missing(let expected):
        position = command.expected[expected].location.line
        drawn.append((Line(origin: .chapter, text: command.expected[expected].text), position))
        position += 1
      case .extra(let column):
        drawn.append((Line(origin: .output, text: actual[column]), position))
      }
    }
    file = command.location.file
    hunks = []
    var lastDrawn = -1
    for (index, item) in drawn.enumerated() where item.line.origin != .both {
      let first = max(lastDrawn + 1, index - Self.contextCount)
      if hunks.isEmpty || first > lastDrawn + 1 {
        hunks.append(Hunk(line: drawn[first].position, lines: []))
      }
      hunks[hunks.count - 1].lines += drawn[first...index].map(\.line)
      lastDrawn = index
      let next = drawn[(index + 1)...].prefix(Self.contextCount).prefix { $0.line.origin == .both }
      hunks[hunks.count - 1].lines += next.map(\.line)
      lastDrawn = index + next.count
    }
  }

  /// The first line of the chapter that isn't as it should be, or behind which something is missing.
  package var firstLine: Int? {
    guard let hunk = hunks.first else { return nil }
    let before = hunk.lines.prefix { $0.origin == .both }
    return hunk.line + before.count
  }

  /// The text of a unified diff, at most sixty lines of it.
  package var text: [String] {
    var lines = ["--- \(file)", "+++ what was printed"]
    for hunk in hunks {
      let old = hunk.lines.count { $0.origin != .output }
      let new = hunk.lines.count { $0.origin != .chapter }
      lines.append("@@ -\(hunk.line),\(old) +\(hunk.line),\(new) @@")
      lines += hunk.lines.map { $0.origin.rawValue + $0.text }
    }
    guard lines.count > Self.longest else { return lines }
    return lines.prefix(Self.longest) + ["… and \(lines.count - Self.longest) lines more"]
  }
}
