extension Row {
  /// Finds what fills the holes of a line if all of its names have values.
  ///
  /// The shortest texts that fit fill the holes, from the first hole on: where one fits a longer text, too, the
  /// rest of the line doesn't fit better behind that.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - first: From which part on.
  ///   - start: Where this part begins in the line.
  ///   - values: What names stand for.
  ///   - effort: How much work may be done.
  /// - Returns: Which bytes fill each hole; `nil` if the line doesn't fit.
  func match(
    _ line: ComparedLine, from first: Int = 0, at start: Int = 0, values: [[UInt8]?],
    _ effort: inout Effort
  ) -> [Range<Int>]? {
    effort.spend(line.bytes.count - start)
    guard line.hasEnd == hasEnd else { return nil }
    if parts.count == 1, case .literal(let text) = parts[0] {
      return first == 0 && text == line.bytes ? [] : first == 1 && start == text.count ? [] : nil
    }
    var fills: [Range<Int>] = []
    var position = start
    var index = first
    var isBehindHole = false
    while true {
      let end = parts[index...].firstIndex(where: \.isAnything) ?? parts.count
      let text = self.text(of: index..<end, values)
      let gap = position
      if isBehindHole {
        guard let place = place(of: text, in: line, from: gap, isLast: end == parts.count) else {
          return nil
        }
        fills.append(gap..<place)
        position = place
      } else {
        guard line.bytes[position...].starts(with: text) else { return nil }
      }
      for part in parts[index..<end] {
        let length = self.text(of: part, values).count
        if case .named = part { fills.append(position..<(position + length)) }
        position += length
      }
      guard end < parts.count else { return position == line.bytes.count ? fills : nil }
      guard line.isBoundary(position) else { return nil }
      isBehindHole = true
      index = end + 1
    }
  }

  /// Where a text stands behind a hole: as soon as it can, or at the end.
  private func place(
    of text: [UInt8], in line: ComparedLine, from start: Int, isLast: Bool
  ) -> Int? {
    if isLast {
      let place = line.bytes.count - text.count
      return place >= start && line.isBoundary(place) && line.bytes[place...].elementsEqual(text)
        ? place : nil
    }
    let search = TextSearch(for: text)
    var next = search.first(in: line.bytes, from: start)
    while let place = next {
      if line.isBoundary(place), line.isBoundary(place + text.count) { return place }
      next = search.first(in: line.bytes, from: place + 1)
    }
    return nil
  }

  /// What some parts without holes, and with names that have values, stand for.
  func text(of range: Range<Int>, _ values: [[UInt8]?]) -> [UInt8] {
    if range.count == 1, case .literal(let bytes) = parts[range.lowerBound] { return bytes }
    return parts[range].flatMap { text(of: $0, values) }
  }

  private func text(of part: Part, _ values: [[UInt8]?]) -> [UInt8] {
    switch part {
    case .literal(let bytes): bytes
    case .named(let name): values[name] ?? []
    case .anything: []
    }
  }
}

extension Row.Part {
  var isAnything: Bool { if case .anything = self { true } else { false } }
}
