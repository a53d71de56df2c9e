extension StringProtocol {
  /// The lines; the last one is empty if the text ends with a line feed.
  ///
  /// A line feed is a byte of its own in UTF-8 and a character of its own in texts without carriage returns,
  /// which chapters are; looking for the byte takes a fraction of the time. Other modules make code of their own of
  /// it, as a book is nothing but lines.
  @inlinable
  package var lines: [SubSequence] {
    var lines: [SubSequence] = []
    var start = startIndex
    while let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(self[start..<end])
      start = utf8.index(after: end)
    }
    return lines + [self[start...]]
  }

  /// The lines that end with a line feed: those of a code block, or of a file that ends as files should.
  @inlinable
  package var wholeLines: ArraySlice<SubSequence> { lines.dropLast() }

  /// The text without white space at its ends.
  @inlinable
  package var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
