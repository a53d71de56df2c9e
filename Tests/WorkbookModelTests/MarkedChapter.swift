import Testing
import WorkbookModel
import WorkbookTestSupport

/// A chapter below its title, in which `①` marks the place of the one mistake.
struct MarkedChapter {
  /// Without the mark.
  let text: String
  /// Where the mark stood in the chapter's file.
  let location: WorkbookModel.SourceLocation

  init(_ marked: String) throws {
    let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("①") })
    let column = try #require(lines[line].firstIndex(of: "①"))
    text = marked.replacing("①", with: "")
    location = SourceLocation(
      file: "chapters/01-test.md", line: line + 3,
      column: lines[line].distance(from: lines[line].startIndex, to: column) + 1)
  }
}
