/// A place in a file of the book.
package struct SourceLocation: Codable, Hashable, Sendable {
  /// The file's path, from the book's folder, such as `chapters/04-tcp.md`.
  package var file: String
  /// The line, from 1.
  package var line: Int
  /// The column, from 1, in characters.
  package var column: Int

  package init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The place some lines further down, at the start of the line.
  package func advanced(byLines count: Int) -> SourceLocation {
    SourceLocation(file: file, line: line + count)
  }
}

extension SourceLocation: CustomStringConvertible {
  package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
