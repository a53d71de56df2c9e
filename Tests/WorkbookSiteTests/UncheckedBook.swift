import FoundationEssentials
import Testing

@testable import WorkbookModel

extension Book {
  /// A book of one chapter, which may lead anywhere: what a chapter may not have must not become a part of a page
  /// all the same.
  static func unchecked(_ text: String) throws -> Book {
    var reader = ChapterReader(folder: BookFolder(root: URL(filePath: "/nowhere")), name: "01-test")
    let read = reader.read("# Test\n\n\(text)\n")
    let chapter = try #require(read)
    return Book(
      folder: reader.folder, configuration: BookConfiguration(title: "Test"), chapters: [chapter],
      malformed: [])
  }
}
