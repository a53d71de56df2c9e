import WorkbookSupport

/// The lines of a file, for finding places in it.
struct LineMap {
  let file: String
  private let lines: [Substring]

  init(file: String, text: String) {
    self.file = file
    lines = text.lines
  }

  /// The line's text; `nil` if there is no such line.
  func text(ofLine line: Int) -> Substring? {
    lines.indices.contains(line - 1) ? lines[line - 1] : nil
  }

  func location(line: Int, column: Int = 1) -> SourceLocation {
    SourceLocation(file: file, line: line, column: column)
  }

  /// A whole line.
  func range(ofLine line: Int) -> SourceRange {
    SourceRange(location(line: line), length: text(ofLine: line)?.count ?? 0)
  }

  /// Where a text stands in a line; the line's start if it doesn't.
  func range(of text: String, inLine line: Int) -> SourceRange {
    guard let content = self.text(ofLine: line), let range = content.firstRange(of: text) else {
      return SourceRange(location(line: line))
    }
    let column = content.distance(from: content.startIndex, to: range.lowerBound) + 1
    return SourceRange(location(line: line, column: column), length: text.count)
  }
}
