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

  /// The line and the column of a byte, both from 1; columns are characters.
  func place(ofByte offset: Int) -> (line: Int, column: Int) {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    guard starts.indices.contains(low) else { return (1, 1) }
    return (low + 1, bytes[starts[low]..<max(starts[low], offset)].text.count + 1)
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
