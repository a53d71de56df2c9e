/// A line as the chapter has it, with holes that stand for text which differs from run to run.
///
/// `[..]` stands for anything within the line, `[NAME]` for a text, at least one character long, that
/// is the same wherever the example says `[NAME]`.
struct LinePattern: Hashable {
  enum Part: Hashable {
    case literal([Character])
    case anything
    case named(String)
  }

  let text: String
  let parts: [Part]

  init(_ text: String) {
    self.text = text
    guard text.utf8.contains(UInt8(ascii: "[")) else {
      parts = text.isEmpty ? [] : [.literal(Array(text))]
      return
    }
    var parts: [Part] = []
    var rest = Substring(text)
    while let match = rest.firstMatch(of: /\[(\.\.|[A-Z][A-Z0-9_]*)\]/) {
      if match.range.lowerBound > rest.startIndex {
        parts.append(.literal(Array(rest[..<match.range.lowerBound])))
      }
      parts.append(match.1 == ".." ? .anything : .named(String(match.1)))
      rest = rest[match.range.upperBound...]
    }
    if !rest.isEmpty { parts.append(.literal(Array(rest))) }
    self.parts = parts
  }

  var hasHoles: Bool {
    parts.contains { part in
      if case .literal = part { false } else { true }
    }
  }

  /// What filled the holes of a line, in their order; `nil` if the line doesn't fit.
  ///
  /// A line that is the pattern letter by letter fits as it is, and fills nothing. The shortest text
  /// that fits fills a hole.
  func match(_ line: String, bindings: [String: String]) -> [HoleFill]? {
    if line == text { return [] }
    guard hasHoles else { return nil }
    let characters = Array(line)
    // A line with several holes is tried in every way, which must end for hostile ones too.
    var budget = 20_000
    return match(parts[...], characters, from: 0, bindings, &budget)
  }

  private func match(
    _ parts: ArraySlice<Part>, _ line: [Character], from start: Int,
    _ bindings: [String: String], _ budget: inout Int
  ) -> [HoleFill]? {
    budget -= 1
    guard budget > 0 else { return nil }
    guard let part = parts.first else { return start == line.count ? [] : nil }
    let rest = parts.dropFirst()
    switch part {
    case .literal(let characters):
      guard line[start...].starts(with: characters) else { return nil }
      return match(rest, line, from: start + characters.count, bindings, &budget)
    case .named(let name) where bindings[name] != nil:
      let value = Array(bindings[name] ?? "")
      guard line[start...].starts(with: value),
        let fills = match(rest, line, from: start + value.count, bindings, &budget)
      else { return nil }
      return [HoleFill(name: name, range: start..<(start + value.count), in: line)] + fills
    case .anything, .named:
      var name: String?
      if case .named(let own) = part { name = own }
      let first = name == nil ? start : start + 1
      guard first <= line.count else { return nil }
      for end in first...line.count {
        let fill = HoleFill(name: name, range: start..<end, in: line)
        var bindings = bindings
        if let name { bindings[name] = fill.value }
        if let fills = match(rest, line, from: end, bindings, &budget) { return [fill] + fills }
      }
      return nil
    }
  }
}

/// What filled a hole.
package struct HoleFill: Hashable, Sendable {
  /// The name of the hole; `nil` for `[..]`.
  package let name: String?
  package let value: String
  /// Which characters of the line it is.
  package let range: Range<Int>

  init(name: String?, range: Range<Int>, in line: [Character]) {
    self.name = name
    self.range = range
    value = String(line[range])
  }
}
