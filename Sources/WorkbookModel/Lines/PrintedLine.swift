/// A line that a program printed.
///
/// Lines are bytes, as programs may print what isn't UTF-8, and as texts that look alike aren't the same.
package struct PrintedLine: Hashable, Sendable {
  /// What was printed, without the line's end.
  package var bytes: [UInt8]
  /// Whether a newline ended it; only the last line of an output may lack one.
  package var hasEnd: Bool

  package init(_ bytes: some Sequence<UInt8>, hasEnd: Bool = true) {
    self.bytes = Array(bytes)
    self.hasEnd = hasEnd
  }

  package init(_ text: String, hasEnd: Bool = true) {
    self.init(text.utf8, hasEnd: hasEnd)
  }
}

extension PrintedLine {
  /// A piece of a line as it can be shown.
  package enum Piece: Hashable, Sendable {
    /// Characters that show themselves.
    case text(String)
    /// A byte that a terminal would act on, or couldn't show, as `\x1B`.
    case byte(String)

    package var text: String {
      switch self {
      case .text(let text), .byte(let text): text
      }
    }
  }

  /// The line as it can be shown: control characters other than tabs, and bytes that aren't UTF-8, appear as
  /// `\xHH`, so that what a terminal would act on is seen instead.
  ///
  /// A program that prints the four characters `\x1B` gives the same text as one that prints the byte. Where
  /// that matters, ``pieces(of:)`` tells them apart.
  package var shown: String { pieces().map(\.text).joined() }

  /// The line cut into what shows itself and what doesn't.
  ///
  /// - Parameter range: Which of its bytes; all of them otherwise.
  /// - Returns: The pieces in their order.
  package func pieces(of range: Range<Int>? = nil) -> [Piece] {
    var pieces: [Piece] = []
    var text = String.UnicodeScalarView()
    for unit in LineUnits(bytes[range ?? bytes.indices]) {
      if let scalar = unit.scalar, !scalar.isActedOn {
        text.append(scalar)
        continue
      }
      if !text.isEmpty { pieces.append(.text(String(text))) }
      text.removeAll()
      pieces += bytes[unit.range].map { .byte($0.escape) }
    }
    if !text.isEmpty { pieces.append(.text(String(text))) }
    return pieces
  }
}

extension UInt8 {
  /// The byte as chapters and pages write one that can't be shown, such as `\x1B`.
  package var escape: String {
    let digits = String(self, radix: 16, uppercase: true)
    return "\\x" + (self < 16 ? "0" : "") + digits
  }
}

extension Unicode.Scalar {
  /// Whether a terminal does something when it is printed, and shows nothing.
  var isActedOn: Bool { self != "\t" && properties.generalCategory == .control }
}

/// The characters of a line, and the bytes that belong to none.
package struct LineUnits: Sequence, IteratorProtocol {
  package struct Unit {
    /// The character; `nil` for a byte that isn't UTF-8.
    package let scalar: Unicode.Scalar?
    /// Which bytes of the line it is.
    package let range: Range<Int>
  }

  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  package mutating func next() -> Unit? {
    guard let first = rest.first else { return nil }
    var scalar: Unicode.Scalar?
    if first < 0x80 {
      scalar = Unicode.Scalar(first)
    } else {
      var iterator = rest.prefix(4).makeIterator()
      var decoder = UTF8()
      if case .scalarValue(let value) = decoder.decode(&iterator) { scalar = value }
    }
    let start = rest.startIndex
    let end = start + (scalar.map(UTF8.width) ?? 1)
    rest = rest[end...]
    return Unit(scalar: scalar, range: start..<end)
  }
}
