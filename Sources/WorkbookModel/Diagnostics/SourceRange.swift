/// Some characters of a file of the book, within a line or over several.
package struct SourceRange: Hashable, Sendable {
  package var start: SourceLocation
  /// Behind its last character; the same as ``start`` if only a place is known.
  package var end: SourceLocation

  /// A place without an extent, if that isn't known.
  package init(_ place: SourceLocation) {
    (start, end) = (place, place)
  }

  /// Some characters of one line.
  package init(_ start: SourceLocation, length: Int) {
    self.start = start
    end = start
    end.column += length
  }
}
