/// A file of an example's folder, made up of one or several code blocks.
package struct Listing: Named, Hashable, Sendable {
  /// The file's name, such as `echo-server.swift`.
  package var name: String
  package var pieces: [Piece]
  /// Whether it is compiled with optimisation.
  package var isOptimised: Bool
  /// Whether the page shows it without what it changes of an earlier listing.
  package var hidesChange = false

  /// One code block of it.
  package struct Piece: Hashable, Sendable {
    /// Where the block begins.
    package var fence: SourceLocation
    /// Where the first line of its text is: behind the fence, or in an included file.
    package var start: SourceLocation
    package var lines: [String]
    /// Lines to point out, from 1.
    package var highlighted: Set<Int>
    /// Lines that are folded on the page, from 1.
    package var hidden: Set<Int>
    /// The markers of hidden lines, from 1, which are not shown at all.
    package var markers: Set<Int>
  }

  /// The whole file.
  package var text: String {
    pieces.flatMap(\.lines).map { $0 + "\n" }.joined()
  }

  /// The language that it is written in, as far as the tool knows it.
  package var language: Language? { Language(ofFile: name) }

  /// What the program is called that it becomes; `nil` if its language isn't compiled.
  package var programName: String? { language?.programName(ofFile: name) }

  /// Where a line of the file stands in the book.
  ///
  /// - Parameters:
  ///   - line: The line of the file, from 1; what lies behind the last one belongs to the last piece.
  ///   - column: The column, from 1, which is the same in the chapter.
  /// - Returns: The place in the chapter, or in the file that the chapter includes.
  package func location(ofLine line: Int, column: Int = 1) -> SourceLocation {
    place(ofLine: line, column: column).location
  }

  /// Where a line of the file stands in the book, and in which of the pieces.
  package func place(
    ofLine line: Int, column: Int = 1
  ) -> (location: SourceLocation, piece: Int) {
    // Programs say such numbers, too, and may say any.
    let count = pieces.reduce(0) { $0 + $1.lines.count }
    var rest = min(max(line, 1), count + 1) - 1
    var index = 0
    while index < pieces.count - 1, rest >= pieces[index].lines.count {
      rest -= pieces[index].lines.count
      index += 1
    }
    return (pieces[index].location(ofLine: rest, column: column), index)
  }
}

extension Listing.Piece {
  fileprivate func location(ofLine index: Int, column: Int) -> SourceLocation {
    var location = start.advanced(byLines: index)
    location.column = column
    return location
  }
}
