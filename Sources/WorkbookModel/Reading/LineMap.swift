import WorkbookSupport

/// The lines of a file, for finding places in it.
struct LineMap {
  let file: String
  private let lines: [Substring]

  init(file: String, text: String) {
    self.file = file
    lines = text.lines
  }

  /// The line's text; nothing where there is no such line.
  func text(ofLine line: Int) -> Substring? {
    lines.indices.contains(line - 1) ? lines[line - 1] : nil
  }

  func location(line: Int, column: Int = 1) -> SourceLocation {
    SourceLocation(file: file, line: line, column: column)
  }

  /// Where the fence is that begins in a line, perhaps behind the marks of a quotation or a list.
  func fence(inLine line: Int) -> SourceLocation {
    let isTilde = text(ofLine: line)?.contains("~~~") ?? false
    return location(of: isTilde ? "~~~" : "```", inLine: line)
  }

  /// Where a text stands in a line; at its start where it doesn't.
  func location(of text: String, inLine line: Int) -> SourceLocation {
    var column = 1
    if let content = self.text(ofLine: line), let range = content.firstRange(of: text) {
      column = content.distance(from: content.startIndex, to: range.lowerBound) + 1
    }
    return location(line: line, column: column)
  }
}
