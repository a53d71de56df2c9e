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
    guard hasHoles, parts.count <= Self.mostParts else { return nil }
    let known = Dictionary(
      uniqueKeysWithValues: names.compactMap { name in bindings[name].map { (name, Array($0)) } })
    var attempt = Attempt(line: Array(line), known: known)
    return attempt.match(parts[...], from: 0)?.map { name, range in
      HoleFill(name: name, range: range, in: attempt.line)
    }
  }

  /// How many parts a line with holes may have to be tried at all, as each takes room on the stack.
  private static let mostParts = 200

  private var names: Set<String> {
    Set(parts.compactMap { part in if case .named(let name) = part { name } else { nil } })
  }

  /// Tries to find a line's text for each part, from the first to the last.
  private struct Attempt {
    let line: [Character]
    /// What names have stood for before this line.
    let known: [String: [Character]]
    /// What the names of this line stand for, as far as it is tried.
    private var own: [String: Range<Int>] = [:]
    /// A line with several holes is tried in every way, which must end for hostile ones too.
    private var budget = 20_000

    init(line: [Character], known: [String: [Character]]) {
      (self.line, self.known) = (line, known)
    }

    mutating func match(
      _ parts: ArraySlice<Part>, from start: Int
    ) -> [(name: String?, range: Range<Int>)]? {
      budget -= 1
      guard budget > 0 else { return nil }
      guard let part = parts.first else { return start == line.count ? [] : nil }
      let rest = parts.dropFirst()
      var name: String?
      switch part {
      case .literal(let characters):
        guard line[start...].starts(with: characters) else { return nil }
        return match(rest, from: start + characters.count)
      case .named(let own):
        name = own
        guard let value = known[own].map({ $0[...] }) ?? self.own[own].map({ line[$0] }) else {
          break
        }
        guard line[start...].starts(with: value),
          let fills = match(rest, from: start + value.count)
        else { return nil }
        return [(name, start..<(start + value.count))] + fills
      case .anything: break
      }
      let first = name == nil ? start : start + 1
      guard first <= line.count else { return nil }
      for end in first...line.count {
        if let name { own[name] = start..<end }
        if let fills = match(rest, from: end) { return [(name, start..<end)] + fills }
        guard budget > 0 else { break }
      }
      if let name { own[name] = nil }
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
