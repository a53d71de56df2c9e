/// Bytes that an example prints, cut into what they mean: a `bytes` block of a chapter.
///
/// The author says how they are cut, and the runs whether there are such bytes: those of each row must stand
/// in what the example prints, as hexadecimal digits without anything between them.
package struct ByteLayout: Hashable, Sendable {
  /// Where its fence is.
  package var location: SourceLocation
  package var rows: [Row]

  package struct Row: Hashable, Sendable {
    package var title: String
    package var fields: [Field]
    package var location: SourceLocation

    /// All of its bytes, as they are printed.
    package var digits: String { fields.map(\.digits).joined() }
  }

  package struct Field: Hashable, Sendable {
    package var name: String
    /// Two for each byte, in small letters.
    package var digits: String

    /// Whether the bytes mean nothing, and are only there so that the next ones begin where they should.
    package var isGap: Bool { name == "gap" }
  }
}
