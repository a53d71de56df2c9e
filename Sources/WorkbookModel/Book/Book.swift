/// A book: its chapters, and what they hold, as far as it can be read.
package struct Book: Hashable, Sendable {
  package var folder: BookFolder
  package var configuration: BookConfiguration
  /// Those that can be read, in the order of their numbers.
  package var chapters: [Chapter]
  /// Those that can't, in the order of their files.
  package var malformed: [MalformedChapter]
  /// The text of its own style sheet, if it has one.
  package var style: String?
  /// What its chapters show, in the order of their paths.
  package var pictures: [BookPicture] = []
  /// Which versions of the system's programs printed what its examples show, as far as that was noted.
  package var tools = ToolRecord()

  /// The examples of all chapters, in the order in which they are read.
  package var examples: [Example] { chapters.flatMap { Array($0.examples) } }
}
