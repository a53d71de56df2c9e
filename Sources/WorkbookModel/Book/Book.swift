/// A book: its chapters, and what they hold.
package struct Book: Hashable, Sendable {
  package var folder: BookFolder
  package var configuration: BookConfiguration
  /// In the order of their numbers.
  package var chapters: [Chapter]
  /// The text of its own style sheet, if it has one.
  package var style: String?

  /// The examples of all chapters, in the order in which they are read.
  package var examples: [Example] { chapters.flatMap { Array($0.examples) } }
}
