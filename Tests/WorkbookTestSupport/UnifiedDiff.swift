/// What is different between two texts, as `diff -u` shows it.
package struct UnifiedDiff: Hashable, CustomStringConvertible {
  /// The lines of the hunks; none where the texts are the same.
  package let lines: [String]

  /// Lines around each change.
  private static let context = 3

  /// The longest line that is shown whole.
  private static let widest = 200

  package init(from old: String, to new: String) {
    let (old, new) = (Self.lines(of: old), Self.lines(of: new))
    let steps = Self.steps(from: old, to: new)
    lines = Self.hunks(of: steps).flatMap { hunk in
      [Self.header(of: steps, hunk)] + Self.shown(steps[hunk])
    }
  }

  /// The lines, at most so many of them.
  package func description(limit: Int) -> String {
    let left = lines.count - limit
    let rest = left > 0 ? ["… and \(left) more lines"] : []
    return (lines.prefix(limit) + rest).joined(separator: "\n")
  }

  package var description: String { description(limit: lines.count) }

  // MARK: Finding

  private enum Kind: Character {
    case kept = " "
    case removed = "-"
    case added = "+"
  }

  private struct Step {
    var kind: Kind
    var line: String
  }

  /// Lines as they are compared: by their bytes, each with its end, as the last one may have none.
  private static func lines(of text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in text.utf8 {
      line.append(byte)
      if byte == UInt8(ascii: "\n") {
        lines.append(line)
        line = []
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private static func steps(from old: [[UInt8]], to new: [[UInt8]]) -> [Step] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var steps: [Step] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      if removed.contains(oldIndex) {
        steps.append(Step(kind: .removed, line: text(old[oldIndex])))
        oldIndex += 1
      } else if added.contains(newIndex) {
        steps.append(Step(kind: .added, line: text(new[newIndex])))
        newIndex += 1
      } else {
        steps.append(Step(kind: .kept, line: text(old[oldIndex])))
        (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
      }
    }
    return steps
  }

  private static func text(_ line: [UInt8]) -> String {
    line.last == UInt8(ascii: "\n")
      ? String(decoding: line.dropLast(), as: UTF8.self)
      : String(decoding: line, as: UTF8.self) + " (no newline at the end)"
  }

  /// Where changes stand, each with the lines around it; those that touch are one.
  private static func hunks(of steps: [Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, step) in steps.enumerated() where step.kind != .kept {
      let end = min(index + context + 1, steps.count)
      if let last = hunks.last, last.upperBound >= index - context {
        hunks[hunks.count - 1] = last.lowerBound..<end
      } else {
        hunks.append(max(0, index - context)..<end)
      }
    }
    return hunks
  }

  // MARK: Showing

  private static func header(of steps: [Step], _ hunk: Range<Int>) -> String {
    func place(without kind: Kind) -> String {
      let before = steps[..<hunk.lowerBound].count { $0.kind != kind }
      let count = steps[hunk].count { $0.kind != kind }
      return "\(count == 0 ? before : before + 1),\(count)"
    }
    return "@@ -\(place(without: .added)) +\(place(without: .removed)) @@"
  }

  private static func shown(_ steps: ArraySlice<Step>) -> [String] {
    steps.indices.map { index in
      let step = steps[index]
      // Of long lines that took each other's place, what matters is where they part.
      let besides = [index - 1, index + 1].filter {
        steps.indices.contains($0) && step.kind != .kept && steps[$0].kind != .kept
          && steps[$0].kind != step.kind
      }
      let other = besides.first.map { steps[$0].line }
      return String(step.kind.rawValue) + shortened(step.line, beside: other ?? step.line)
    }
  }

  private static func shortened(_ line: String, beside other: String) -> String {
    guard line.count > widest else { return line }
    let common = line == other ? 0 : zip(line, other).prefix { $0 == $1 }.count
    let start = max(0, min(common - 40, line.count - widest))
    let part = line.dropFirst(start).prefix(widest)
    return (start > 0 ? "…" : "") + part + (start + widest < line.count ? "…" : "")
  }
}
