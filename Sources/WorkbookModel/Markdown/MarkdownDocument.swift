/// All that a text says as Markdown.
struct MarkdownDocument {
  var blocks: [Block] = []
  /// The links and pictures, in the order in which they stand.
  var links: [MarkdownLink] = []
  /// What can't be shown, in no order.
  var issues: [MarkdownIssue] = []
  /// The lines of each paragraph.
  var paragraphs: [ClosedRange<Int>] = []
  private var starts: [Int] = []
  private let bytes: [UInt8]

  init(_ bytes: [UInt8], lines: [Range<Int>]) {
    self.bytes = bytes
    starts = lines.map(\.lowerBound)
  }

  /// Where a line begins, in bytes; behind the last one, the document ends.
  func offset(ofLine line: Int) -> Int {
    starts.indices.contains(line - 1) ? starts[line - 1] : bytes.count
  }

  /// The lines and the columns of some bytes, all from 1; columns are characters.
  ///
  /// They are found together, as a line may be long and have many of the bytes.
  func places(ofBytes offsets: some Sequence<Int>) -> [Int: (line: Int, column: Int)] {
    var places: [Int: (line: Int, column: Int)] = [:]
    var (line, column) = (1, 1)
    var counted = starts.first ?? 0
    for offset in offsets.sorted() {
      let first = line
      while line < starts.count, starts[line] <= offset { line += 1 }
      if line > first { (column, counted) = (1, starts[line - 1]) }
      let end = min(max(counted, offset), bytes.count)
      column += bytes[counted..<end].text.count
      counted = end
      places[offset] = (line, column)
    }
    return places
  }
}

/// A link or a picture, and where it stands.
struct MarkdownLink {
  let target: String
  let isImage: Bool
  /// Where its address stands, or where it begins if that is elsewhere; in bytes of the document.
  let offset: Int
  /// How many bytes its address has there; 0 if it is elsewhere.
  let length: Int
}
