import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookPreview

/// What the preview looks at.
@Suite struct BookWatchTests {
  /// To read a device would take for ever, and so would opening a FIFO.
  @Test(.timeLimit(.minutes(5)))
  func `a chapter that is a link out of the book, or no file, isn't read`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        "# A\n\n```swift a.swift include=text.swift#part\n```\n", to: "chapters/01-test.md")
      let chapters = folder.url.appending(path: "chapters")
      try FileManager.default.createSymbolicLink(
        atPath: chapters.appending(path: "02-zero.md").path, withDestinationPath: "/dev/zero")
      #expect(mkfifo(chapters.appending(path: "03-fifo.md").path, 0o600) == 0)
      var watch = BookWatch(folder: BookFolder(root: folder.url))
      let state = watch.including(watch.state())
      #expect(
        state.keys.sorted() == [
          "chapters/01-test.md", "chapters/02-zero.md", "chapters/03-fifo.md",
          "chapters/workbook.json", "text.swift",
        ])
    }
  }
}
