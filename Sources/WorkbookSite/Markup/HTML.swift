/// A piece of a page.
///
/// Whatever text is put into it is escaped; only another piece goes in as it is.
///
/// ```swift
/// let title = "a < b"
/// let heading: HTML = "<h1>\(title)</h1>"  // <h1>a &lt; b</h1>
/// ```
struct HTML: Hashable, Sendable {
  private(set) var text: String

  /// Escapes a text, so that it stands for itself inside elements and quoted attributes.
  init(escaping text: some StringProtocol) {
    self.text = Self.replacing(text, Self.entity(of:))
  }

  /// Puts entities in the place of some bytes of a text, which are scalars of their own.
  private static func replacing(
    _ text: some StringProtocol, _ entity: (UInt8) -> String?
  ) -> String {
    // Most text is as it should be.
    guard text.utf8.contains(where: { entity($0) != nil }) else { return String(text) }
    // Browsers read scalars: a quotation mark with an accent on it, one character to Swift, ends an
    // attribute all the same. In UTF-8 each of these four is a byte that is part of no other scalar.
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count * 2)
    for byte in text.utf8 {
      if let entity = entity(byte) {
        escaped.append(contentsOf: entity.utf8)
      } else {
        escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  private static func entity(of byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: nil
    }
  }

  /// Escapes a text that stands between tags, where quotation marks and `>` are signs like others.
  ///
  /// Code is full of them, and escaped ones are five bytes longer.
  init(text: some StringProtocol) {
    self.text = Self.replacing(text) { byte in
      [UInt8(ascii: "&"), UInt8(ascii: "<")].contains(byte) ? Self.entity(of: byte) : nil
    }
  }

  /// Takes over a piece of a page that the site has.
  init(kept text: some StringProtocol) {
    self.text = String(text)
  }

  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum.text += right.text
    return sum
  }

  static func += (left: inout HTML, right: HTML) {
    left.text += right.text
  }
}

extension HTML: ExpressibleByStringInterpolation {
  /// Makes a piece of what stands in the program itself.
  init(stringLiteral text: String) {
    self.text = text
  }

  init(stringInterpolation interpolation: StringInterpolation) {
    text = interpolation.text
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity)
    }

    mutating func appendLiteral(_ literal: String) {
      text += literal
    }

    mutating func appendInterpolation(_ piece: HTML) {
      text += piece.text
    }

    mutating func appendInterpolation(_ words: some StringProtocol) {
      text += HTML(escaping: words).text
    }

    /// Appends a text that stands between tags, as ``HTML/init(text:)`` escapes it.
    mutating func appendInterpolation(text words: some StringProtocol) {
      text += HTML(text: words).text
    }

    mutating func appendInterpolation(_ number: Int) {
      text += "\(number)"
    }
  }
}

extension Sequence<HTML> {
  func joined(separator: HTML = "") -> HTML {
    var isFirst = true
    return reduce(into: "") { sum, piece in
      if !isFirst { sum += separator }
      isFirst = false
      sum += piece
    }
  }
}
