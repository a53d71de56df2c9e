/// All that the names of a line may stand for if it fits a line that was printed, one after the other.
///
/// What `[..]` stands for makes no difference here: each choice of names comes once.
struct Assignments {
  private let row: Row
  private let line: ComparedLine
  /// What names stand for, those of this line as far as they are chosen.
  private var values: [[UInt8]?]
  /// The parts in which a name gets its value, in their order.
  private let binding: [Int]
  private var choices: [Choice] = []
  private var isBegun = false
  private var tried: Set<Place> = []
  private var found: Set<[[UInt8]]> = []

  /// A hole, and which ends were tried for it.
  private struct Choice {
    let part: Int
    let start: Int
    let name: Int?
    /// What stands between the hole and the next choice, and whether that is the line's end.
    let behind: TextSearch
    let isLast: Bool
    /// Whether the first end that fits is as good as any.
    let takesFirst: Bool
    var nextEnd: Int
  }

  /// What was tried: nothing else comes of it the next time.
  private struct Place: Hashable {
    let part: Int
    let start: Int
    let chosen: [[UInt8]]
  }

  /// - Parameters:
  ///   - row: The chapter's line.
  ///   - line: The line that was printed.
  ///   - values: What names stand for; those that have no value are chosen.
  init(of row: Row, in line: ComparedLine, values: [[UInt8]?]) {
    (self.row, self.line, self.values) = (row, line, values)
    var unbound = Set(row.names.filter { values[$0] == nil })
    binding = row.parts.indices.filter { index in
      if case .named(let name) = row.parts[index] { unbound.remove(name) != nil } else { false }
    }
  }

  /// The names that are chosen, in the order of their values: that in which they stand in the line.
  var names: [Int] {
    binding.compactMap { if case .named(let name) = row.parts[$0] { name } else { nil } }
  }

  /// The next values for ``names``; `nil` if there are no more, or nothing of the effort is left.
  mutating func next(_ effort: inout Effort) -> [[UInt8]]? {
    if !isBegun {
      isBegun = true
      if row.hasEnd == line.hasEnd, advance(to: 0, at: 0, &effort) { return chosen }
    }
    while let index = choices.indices.last {
      if let name = choices[index].name { values[name] = nil }
      guard !effort.isSpent else { return nil }
      guard let end = nextEnd(of: &choices[index], &effort) else {
        choices.removeLast()
        continue
      }
      let choice = choices[index]
      if let name = choice.name { values[name] = Array(line.bytes[choice.start..<end]) }
      if advance(to: choice.part + 1, at: end, &effort) { return chosen }
    }
    return nil
  }

  private var chosen: [[UInt8]] { names.compactMap { values[$0] } }

  /// Goes on from a part, up to the next choice or to the end of the line.
  ///
  /// - Returns: Whether the line fits, with values that weren't found before.
  private mutating func advance(to part: Int, at start: Int, _ effort: inout Effort) -> Bool {
    var (part, start) = (part, start)
    while part <= (binding.last ?? -1) {
      switch row.parts[part] {
      case .named(let name) where values[name] != nil: fallthrough
      case .literal:
        let text = row.text(of: part..<(part + 1), values)
        effort.spend(text.count)
        guard line.bytes[start...].starts(with: text) else { return false }
        start += text.count
        part += 1
      case .named, .anything:
        guard line.isBoundary(start),
          tried.insert(Place(part: part, start: start, chosen: chosen)).inserted
        else { return false }
        // Each takes room, too.
        effort.spend(300 + 8 * binding.count)
        choices.append(choice(at: part, start))
        return false
      }
    }
    return row.match(line, from: part, at: start, values: values, &effort) != nil
      && found.insert(chosen).inserted
  }

  private func choice(at part: Int, _ start: Int) -> Choice {
    var own: Int?
    if case .named(let name) = row.parts[part] { own = name }
    let end =
      row.parts[(part + 1)...].firstIndex { part in
        switch part {
        case .literal: false
        case .anything: true
        case .named(let name): values[name] == nil || name == own
        }
      } ?? row.parts.count
    let isLast = end == row.parts.count
    return Choice(
      part: part, start: start, name: own,
      behind: TextSearch(for: row.text(of: (part + 1)..<end, values)), isLast: isLast,
      takesFirst: own == nil && !isLast && row.parts[end].isAnything,
      // A name stands for a character at least.
      nextEnd: own == nil ? start : start + 1)
  }

  private func nextEnd(of choice: inout Choice, _ effort: inout Effort) -> Int? {
    if choice.isLast {
      let end = line.bytes.count - choice.behind.text.count
      guard choice.nextEnd <= end, line.isBoundary(end) else { return nil }
      choice.nextEnd = line.bytes.count + 1
      return end
    }
    let limit = choice.name == nil ? line.bytes.count : line.textEnd
    while choice.nextEnd <= limit,
      let end = choice.behind.first(in: line.bytes, from: choice.nextEnd), end <= limit
    {
      effort.spend(end - choice.nextEnd)
      choice.nextEnd = end + 1
      guard line.isBoundary(end),
        line.isBoundary(end + choice.behind.text.count) || !choice.takesFirst
      else { continue }
      if choice.takesFirst { choice.nextEnd = line.bytes.count + 1 }
      return end
    }
    return nil
  }
}
