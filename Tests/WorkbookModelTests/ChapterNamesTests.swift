import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// Which files are chapters, and which only look like some.
@Suite struct ChapterNamesTests {
  @Test(arguments: [
    ".#01-test.md", "#01-test.md#", "01-test.md~", ".01-test.md.swp", ".DS_Store",
    "01-test.md.orig",
    "01-test.md.bak", "notes.txt", "LICENSE", "ports.svg", "Makefile", "code/README.md",
    "02-data.json",
    "img/01-a.png", ".git/01-a.md", "4913", "01-list.csv",
  ])
  func `what tools leave, and what is no text of the book, is passed over`(
    name: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("Words.\n", to: "chapters/\(name)")
      #expect(try folder.book("Words.").chapters.map(\.name) == ["01-test"])
    }
  }

  @Test func `the lock of an editor is no chapter, and leads nowhere`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("", to: "chapters/.keep")
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "chapters/.#01-test.md").path,
        withDestinationPath: "me@host.123:456")
      #expect(try folder.book("Words.").chapters.map(\.name) == ["01-test"])
    }
  }

  @Test(arguments: [
    ("02-b.markdown", Diagnostic.Identifier.chapterName), ("02-b.MD", .chapterName),
    ("100-x.md", .chapterName), ("2-b.md", .chapterName), ("notes.md", .chapterName),
    ("02_b.md", .chapterName), ("02-B.md", .chapterName), ("02-b.txt", .chapterName),
    ("02-b", .chapterName), ("02 b.mdx", .chapterName), ("part2/01-sub.md", .chapterFolder),
    ("a/b/02-b.MARKDOWN", .chapterFolder), ("02-b.md.txt", .chapterName),
    ("02-b.md ", .chapterName), ("02-b.md\u{A0}", .chapterName), ("02-b.m\u{200B}d", .chapterName),
    ("02-b.md_", .chapterName), ("02-b.md.old", .chapterName), ("02-b.", .chapterName),
    ("02-b.html", .chapterName), ("part/02-b.txt", .chapterFolder),
  ])
  func `what looks like a chapter and is none is told`(
    name: String, identifier: Diagnostic.Identifier
  ) async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write("# B\n", to: "chapters/\(name)")
      return try folder.book("Words.")
    }
    #expect(diagnostics.map(\.identifier) == [identifier])
    #expect(diagnostics.map(\.location.file) == ["chapters/\(name)"])
  }
}
