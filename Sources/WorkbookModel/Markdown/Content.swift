/// The text of a paragraph, a heading or a cell, and where each piece of it stands in its document.
///
/// What contains the text, such as the marks of a quotation, isn't part of it.
struct Content {
  private(set) var bytes: [UInt8] = []
  /// Where pieces begin, in the text and in the document.
  private var pieces: [(start: Int, offset: Int)] = []

  init() {}

  init(_ piece: ArraySlice<UInt8>) { append(piece) }

  var isEmpty: Bool { bytes.isEmpty }

  /// Adds a piece of the document.
  mutating func append(_ piece: ArraySlice<UInt8>) {
    pieces.append((bytes.count, piece.startIndex))
    bytes += piece
  }

  /// Where a byte of the text stands in the document.
  func offset(of index: Int) -> Int {
    var (low, high) = (0, pieces.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= index { low = middle } else { high = middle }
    }
    guard let piece = pieces.indices.contains(low) ? pieces[low] : nil else { return 0 }
    return piece.offset + index - piece.start
  }

  /// The text from a byte on.
  func suffix(from index: Int) -> Content {
    var rest = Content()
    rest.bytes = Array(bytes[index...])
    for piece in pieces {
      if piece.start <= index { rest.pieces.removeAll() }
      rest.pieces.append((max(0, piece.start - index), piece.offset + max(0, index - piece.start)))
    }
    return rest
  }

  /// The text before a byte.
  func prefix(upTo index: Int) -> Content {
    var start = self
    start.bytes.removeSubrange(index...)
    return start
  }

  /// The text without whitespace at its end.
  var trimmedAtEnd: Content {
    var rest = self
    while rest.bytes.last?.isWhitespace == true { rest.bytes.removeLast() }
    return rest
  }
}
