import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport

/// The copies of pictures beside the pages.
@Suite struct CopiedPictureTests {
  private static let png = Data.png()

  @Test func `pictures are copied, renewed and removed with their chapters`() async throws {
    try await TemporaryFolder.with { folder in
      func site(_ chapter: String) throws -> Site {
        Site(try folder.book(chapter), verdicts: [], stamp: .madeUp)
      }
      try folder.write(Self.png, to: "chapters/img/a b.png")
      let first = try site("![A picture](img/a%20b.png)")
      #expect(try await first.write().contains(.missing("pictures/chapters/img/a b.png")))
      let copy = folder.url.appending(path: "site/pictures/chapters/img/a b.png")
      #expect(try Data(contentsOf: copy) == Self.png)
      #expect(try await first.staleness() == [])
      #expect(
        try folder.text(of: "site/01-test.html").contains(
          "<img src=\"pictures/chapters/img/a%20b.png\" alt=\"A picture\">"))

      try folder.write(Self.png + [1], to: "chapters/img/a b.png")
      let second = try site("![A picture](img/a%20b.png)")
      #expect(try await second.staleness() == [.outdated("pictures/chapters/img/a b.png")])
      #expect(second.changes(since: first).isSuperset(of: [.picture(0), .chapter(0)]))
      _ = try await second.write()
      #expect(try Data(contentsOf: copy) == Self.png + [1])

      try folder.write("a reader's own", to: "site/pictures/note.txt")
      let third = try site("Words.")
      #expect(try await third.write().contains(.leftOver("pictures/chapters/img/a b.png")))
      #expect(!FileManager.default.fileExists(atPath: copy.path))
      #expect(try folder.text(of: "site/pictures/note.txt") == "a reader's own")
    }
  }
}
