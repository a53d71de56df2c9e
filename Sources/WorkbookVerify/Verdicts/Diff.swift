import WorkbookModel
import WorkbookSupport

/// Lines of a chapter beside the lines that were printed, with a little of what is around them.
///
/// What was printed is shown as a chapter would have it.
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
      /// No line, but words about the one before it.
      case remark = "\\"
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

  /// A line that may be drawn.
  private struct Place {
    var origin: Line.Origin
    /// The chapter's line, if it has it; the line that was printed, if it was.
    var row: Int?
    var column: Int?
    /// Where it is shown.
    var position: Int
  }

  /// Draws what an alignment tells of one step.
  init(_ alignment: Alignment, of step: Step, actual: [PrintedLine]) {
    let places = Self.places(alignment, of: step)
    func lines(_ range: Range<Int>) -> [Line] {
      Self.lines(places[range], of: step, actual)
    }
    file = step.location.file
    hunks = []
    var start: Int?
    var end = 0
    for (index, place) in places.enumerated() where place.origin != .both {
      if let first = start, index > end + Self.contextCount {
        hunks.append(Hunk(line: places[first].position, lines: lines(first..<end)))
        start = nil
      }
      start = start ?? max(end, index - Self.contextCount)
      end = index + 1
      let next = places[end...].prefix(Self.contextCount).prefix { $0.origin == .both }
      end += next.count
    }
    if let start { hunks.append(Hunk(line: places[start].position, lines: lines(start..<end))) }
  }

  private static func places(_ alignment: Alignment, of step: Step) -> [Place] {
    // Where a line is shown that the chapter lacks: before the next line that it has.
    var position = step.location.line + step.typedLineCount
    return alignment.steps.map { pair in
      switch pair {
      case .match(let row, let column, _):
        position = step.expected[row].location.line + 1
        return Place(origin: .both, row: row, column: column, position: position - 1)
      case .anyLines(let row, _):
        position = step.expected[row].location.line + 1
        return Place(origin: .both, row: row, column: nil, position: position - 1)
      case .missing(let row):
        position = step.expected[row].location.line + 1
        return Place(origin: .chapter, row: row, column: nil, position: position - 1)
      case .extra(let column):
        return Place(origin: .output, row: nil, column: column, position: position)
      }
    }
  }

  /// The texts of lines, in which each change can be seen.
  private static func lines(
    _ places: ArraySlice<Place>, of step: Step, _ actual: [PrintedLine]
  ) -> [Line] {
    var lines: [Line] = []
    var rest = places
    while let first = rest.first {
      if first.origin == .both {
        let text =
          first.column.map { actual[$0].chapterText } ?? first.row.map { step.expected[$0].text }
        lines.append(Line(origin: .both, text: text ?? ""))
        rest = rest.dropFirst()
        continue
      }
      let changed = rest.prefix { $0.origin != .both }
      rest = rest[changed.endIndex...]
      lines += changedLines(changed, of: step, actual)
    }
    return lines
  }

  /// Lines that took each other's place, the chapter's first.
  private static func changedLines(
    _ changed: ArraySlice<Place>, of step: Step, _ actual: [PrintedLine]
  ) -> [Line] {
    let rows = changed.compactMap { $0.origin == .chapter ? $0.row : nil }
    let columns = changed.compactMap(\.column)
    var old = rows.map { step.expected[$0].text }
    var new = columns.map { actual[$0].chapterText }
    for index in new.indices {
      if old.indices.contains(index) {
        (old[index], new[index]) = VisibleChange.texts(old[index], new[index])
      } else {
        new[index] = VisibleChange.texts("", new[index]).new
      }
    }
    for index in old.indices.dropFirst(new.count) {
      old[index] = VisibleChange.texts(old[index], "").old
    }
    var lines = old.map { Line(origin: .chapter, text: $0) }
    for (index, column) in columns.enumerated() {
      lines.append(Line(origin: .output, text: new[index]))
      let row = rows.indices.contains(index) ? rows[index] : nil
      let remark = remark(actual[column], row.map { step.expected[$0].pattern })
      if let remark { lines.append(Line(origin: .remark, text: remark)) }
    }
    return lines
  }

  /// What to say of a newline that is missing, or that shouldn't be.
  private static func remark(_ line: PrintedLine, _ pattern: LinePattern?) -> String? {
    if !line.hasEnd { return " no newline was printed here; the \\ at the end of the line says so" }
    guard let pattern, !pattern.hasEnd else { return nil }
    return " a newline was printed here; the line has no \\ at its end"
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
      let old = hunk.lines.count { $0.origin == .both || $0.origin == .chapter }
      let new = hunk.lines.count { $0.origin == .both || $0.origin == .output }
      lines.append("@@ -\(hunk.line),\(old) +\(hunk.line),\(new) @@")
      lines += hunk.lines.map { $0.origin.rawValue + $0.text }
    }
    guard lines.count > Self.longest else { return lines }
    return lines.prefix(Self.longest) + ["… and \(lines.count - Self.longest) lines more"]
  }
}
