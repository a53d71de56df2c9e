/// A mark that is put into a text before libcmark reads it, and found again in what libcmark makes of it.
///
/// libcmark tells the lines of blocks, but not where in a line a link or a tag stands. A mark says so, and says, too,
/// that what follows it isn't escaped and not a character reference.
struct SourceMark {
  enum Kind: UInt8 {
    /// Stands in the place of a `<` that begins no address, so that libcmark reads no raw HTML.
    case tag = 0x74
    /// Stands before a comment.
    case comment = 0x63
    /// Stands in the place of `<!-->` or `<!--->`.
    case shortComment = 0x65
    case longerComment = 0x66
    /// Stands before a bracket that may begin a link, a picture or a footnote.
    case bracket = 0x62
    /// Stands before a link's address in parentheses.
    case destination = 0x64
    /// Stands before the address of a definition.
    case definition = 0x6E
    /// Stands before an address in angle brackets.
    case autolink = 0x61
    /// Stands before one or two tildes.
    case tilde = 0x73
    /// Stands before what may be a bare address.
    case address = 0x77
    /// Stands between two dashes in a comment.
    case dash = 0x70
    /// Stands for the whole of a table, by its number, or begins a cell.
    case table = 0x6C
    case cell = 0x6D
    /// Stands for another line of a table.
    case row = 0x72
  }

  let kind: Kind
  /// Where it stands in the document, in bytes; of a table, its number.
  let offset: Int
}

/// A text without its marks.
struct MarkedText {
  var bytes: [UInt8] = []
  /// The marks, and the bytes before which they stood.
  var marks: [(index: Int, mark: SourceMark)] = []

  var text: String { bytes.text }

  mutating func append(_ other: MarkedText) {
    marks += other.marks.map { ($0.index + bytes.count, $0.mark) }
    bytes += other.bytes
  }
}

/// Writes and reads marks.
///
/// A mark is a rare sign, a number, what the mark says, and the sign again. The number is another one for each document,
/// and can't be guessed: libcmark makes signs and digits of character references, too, so a chapter could write marks.
struct MarkWriter {
  /// The rare sign for marks beside signs: what stands next to `*` and `_` matters to CommonMark.
  private static let sign = Array("\u{12470}".utf8)
  /// The one for marks before letters, which is no sign to CommonMark.
  private static let letter = Array("\u{10FFFD}".utf8)

  private let signStart: [UInt8]
  private let letterStart: [UInt8]

  init() {
    let number = Array("\(String(UInt64.random(in: 0...UInt64.max), radix: 16)):".utf8)
    signStart = Self.sign + number
    letterStart = Self.letter + number
  }

  func mark(_ kind: SourceMark.Kind, _ offset: Int) -> [UInt8] {
    let isLetter = kind == .address
    return (isLetter ? letterStart : signStart) + [kind.rawValue]
      + Array(String(offset, radix: 16).utf8) + (isLetter ? Self.letter : Self.sign)
  }

  /// Takes the marks out of a text.
  ///
  /// - Parameters:
  ///   - text: The text with marks.
  ///   - isCode: Whether marks that stand in the place of something are to become that again.
  /// - Returns: The text, and where in it the marks were.
  func read(_ text: [UInt8], asCode isCode: Bool = false) -> MarkedText {
    guard text.contains(where: { $0 == 0xF0 || $0 == 0xF4 }) else {
      return MarkedText(bytes: text)
    }
    var read = MarkedText()
    read.bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard let (mark, end) = mark(in: text, at: index) else {
        read.bytes.append(text[index])
        index += 1
        continue
      }
      index = end
      read.marks.append((read.bytes.count, mark))
      switch mark.kind {
      case .tag: read.bytes.append(UInt8(ascii: "<"))
      case .shortComment where isCode: read.bytes += Array("<!-->".utf8)
      case .longerComment where isCode: read.bytes += Array("<!--->".utf8)
      default: break
      }
    }
    return read
  }

  private func mark(in text: [UInt8], at start: Int) -> (SourceMark, end: Int)? {
    guard text[start] == 0xF0 || text[start] == 0xF4 else { return nil }
    let rest = text[start...]
    let opening = [signStart, letterStart].first { rest.starts(with: $0) }
    guard let opening, let kind = text.byte(at: start + opening.count).flatMap(SourceMark.Kind.init)
    else { return nil }
    let digits = text[(start + opening.count + 1)...].prefix { $0 < 0x80 }
    guard let offset = Int(digits.text, radix: 16) else { return nil }
    return (SourceMark(kind: kind, offset: offset), digits.endIndex + 4)
  }
}
