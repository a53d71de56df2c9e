import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookPreview

/// What the preview looks at.
@Suite struct BookWatchTests {
  /// To read a device would take for ever, and so would opening a FIFO.
  @Test(.timeLimit(.minutes(10)))
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

  @Test(arguments: [
    ("chapters/01-test.md", true), ("chapters/workbook.json", true), ("chapters/style.css", true),
    ("text.swift", true), ("chapters/notes.txt", false), ("other.swift", false),
  ])
  func `what a page is made of is watched, and nothing else`(
    path: String, isWatched: Bool
  ) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        "# A\n\n```swift a.swift include=text.swift#part\n```\n", to: "chapters/01-test.md")
      for path in ["chapters/style.css", "text.swift", "chapters/notes.txt", "other.swift"] {
        try folder.write("old", to: path)
      }
      var watch = BookWatch(folder: BookFolder(root: folder.url))
      let before = watch.including(watch.state())
      #expect(watch.including(watch.state()) == before)
      try folder.write("another length", to: path)
      #expect((watch.including(watch.state()) != before) == isWatched)
    }
  }

  @Test func `a picture that a chapter shows is watched`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write("# A\n\n![b](img/b.png) ![c](https://c/d.png)\n", to: "chapters/01-test.md")
      var watch = BookWatch(folder: BookFolder(root: folder.url))
      let before = watch.including(watch.state())
      #expect(before.keys.contains("chapters/img/b.png"))
      try folder.write("picture", to: "chapters/img/b.png")
      #expect(watch.including(watch.state()) != before)
    }
  }

  @Test func `a chapter that includes something else is watched for that`() async throws {
    try await TemporaryFolder.with { folder in
      func chapter(_ name: String) -> String {
        "# A\n\n```swift a.swift include=\(name).swift#part\n```\n"
      }
      try folder.write(chapter("one"), to: "chapters/01-test.md")
      var watch = BookWatch(folder: BookFolder(root: folder.url))
      #expect(watch.including(watch.state()).keys.contains("one.swift"))
      try folder.write(chapter("other"), to: "chapters/01-test.md")
      let state = watch.including(watch.state())
      #expect(state.keys.contains("other.swift"))
      #expect(!state.keys.contains("one.swift"))
    }
  }
}
