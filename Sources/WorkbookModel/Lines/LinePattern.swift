/// What a line of a terminal in a chapter means: which lines that a program may print are as it says.
///
/// `[..]` stands for anything within the line, and `[NAME]` for a text, at least one character long, that is
/// the same wherever the example says `[NAME]`. A backslash makes what follows literal:
///
/// - `\\` is a backslash, `\[` a bracket, `\‹` and `\›` are these marks;
/// - at the beginning of the line `\$`, `\#`, `\>`, `\^C`, `\^D` and `\...` are what stands behind the
///   backslash;
/// - `\x1B`, with two digits, letters being capitals, is the byte of that number;
/// - at the end of the line it says that no newline was printed there;
/// - before anything else it stands for itself.
///
/// ``PrintedLine/chapterText`` is the other way round.
package struct LinePattern: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case literal([UInt8])
    case anything
    case named(String)
  }

  /// Whether it is `...`, which stands for any number of lines, whatever they are.
  package let isAnyLines: Bool
  /// Its parts in their order; no literal is empty, or stands beside another one.
  package private(set) var parts: [Part] = []
  /// Whether a newline ends the line, as it does unless a backslash is the last thing.
  package private(set) var hasEnd = true

  /// Reads a line of a chapter.
  package init(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  /// The line that is a text, letter by letter.
  package init(literally text: some StringProtocol) {
    isAnyLines = false
    if !text.isEmpty { parts = [.literal(Array(text.utf8))] }
  }

  private init(utf8 text: ArraySlice<UInt8>) {
    isAnyLines = text.elementsEqual("...".utf8)
    guard text.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "\\") }) else {
      if !text.isEmpty { parts = [.literal(Array(text))] }
      return
    }
    var literal: [UInt8] = []
    func finish() {
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
    }
    var rest = text
    while let byte = rest.first {
      if byte == UInt8(ascii: "["), let (part, count) = Self.hole(in: rest) {
        finish()
        parts.append(part)
        rest = rest.dropFirst(count)
      } else if byte == UInt8(ascii: "\\"), rest.count == 1 {
        hasEnd = false
        break
      } else if let escape = LineEscape(in: rest, isFirst: rest.startIndex == text.startIndex) {
        literal += escape.bytes
        rest = rest.dropFirst(escape.count)
      } else {
        literal.append(byte)
        rest = rest.dropFirst()
      }
    }
    finish()
  }

  /// Whether it fits lines of more than one text.
  package var hasHoles: Bool {
    parts.contains { part in
      if case .literal = part { false } else { true }
    }
  }

  /// The line as readers see it: without backslashes that are only there for the tool, holes as they are written.
  package var shown: String {
    parts.map { part in
      switch part {
      case .literal(let bytes): PrintedLine(bytes).shown
      case .anything: "[..]"
      case .named(let name): "[\(name)]"
      }
    }.joined()
  }

  /// The hole that a text begins with, and how many bytes it is written with.
  static func hole(in text: ArraySlice<UInt8>) -> (part: Part, count: Int)? {
    guard text.first == UInt8(ascii: "[") else { return nil }
    let rest = text.dropFirst()
    if rest.starts(with: "..]".utf8) { return (.anything, 4) }
    guard let first = rest.first, first.isCapital else { return nil }
    let name = rest.prefix { $0.isCapital || $0.isDigit || $0 == UInt8(ascii: "_") }
    guard rest[name.endIndex...].first == UInt8(ascii: "]") else { return nil }
    return (.named(String(decoding: name, as: UTF8.self)), name.count + 2)
  }
}

extension ExpectedLine {
  /// What it means; what was typed means itself.
  package var pattern: LinePattern {
    isTyped ? LinePattern(literally: text) : LinePattern(text)
  }
}

/// A backslash and what it makes literal.
struct LineEscape {
  /// What it stands for.
  let bytes: [UInt8]
  /// How many bytes it is written with.
  let count: Int

  private static let anywhere = ["\\", "[", "‹", "›"].map { Array($0.utf8) }
  private static let first = ["$", "#", ">", "^C", "^D", "..."].map { Array($0.utf8) }

  /// Finds the one that a text begins with.
  ///
  /// - Parameters:
  ///   - text: The rest of a line; a backslash and three bytes behind it are enough.
  ///   - isFirst: Whether it is the whole line.
  init?(in text: ArraySlice<UInt8>, isFirst: Bool) {
    guard text.first == UInt8(ascii: "\\") else { return nil }
    let rest = text.dropFirst()
    let tokens = isFirst ? Self.anywhere + Self.first : Self.anywhere
    if let byte = Self.byte(rest) {
      self.init(bytes: [byte], count: 4)
    } else if let token = tokens.first(where: { rest.starts(with: $0) }) {
      self.init(bytes: token, count: 1 + token.count)
    } else {
      return nil
    }
  }

  private init(bytes: [UInt8], count: Int) {
    (self.bytes, self.count) = (bytes, count)
  }

  /// The byte that `x1B` stands for.
  private static func byte(_ text: ArraySlice<UInt8>) -> UInt8? {
    let digits = text.dropFirst().prefix(2)
    guard text.first == UInt8(ascii: "x"), digits.count == 2,
      digits.allSatisfy({ $0.isDigit || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) })
    else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
