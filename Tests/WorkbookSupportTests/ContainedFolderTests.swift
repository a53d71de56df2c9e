import FoundationEssentials
import Testing
import WorkbookSupport
import WorkbookTestSupport

@Suite struct ContainedFolderTests {
  typealias Refusal = ContainedFolder.Refusal

  /// What lies in and beside the folder `book`.
  private func lay(in folder: TemporaryFolder) throws -> ContainedFolder {
    for path in [
      "book/a.md", "book/b/c.md", "book/.git/config", "book/b/.hidden/d.md", "book-secret/a.md",
      "secret.md",
    ] {
      try folder.write("text\n", to: path)
    }
    for (link, target) in [
      ("file", "a.md"), ("out", "../secret.md"), ("dangling", "none"), ("folder", "b"),
      ("sibling", "../book-secret"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "book/\(link)").path, withDestinationPath: target)
    }
    return ContainedFolder(folder.url.appending(path: "book"))
  }

  @Test(
    arguments: [
      ("a.md", nil), ("b/c.md", nil), ("./b/../a.md", nil), ("b//c.md", nil),
      ("../secret.md", .outside), ("../book-secret/a.md", .outside),
      ("b/../../secret.md", .outside),
      ("/etc/passwd", .outside),
      ("file", .link), ("out", .link), ("dangling", .link), ("folder/c.md", .link),
      ("sibling/a.md", .link),
      (".git/config", .hidden), ("b/.hidden/d.md", .hidden),
      ("b", .notAFile), ("", .notAFile), ("a.md/x", .notAFile), ("none.md", .missing),
      ("none/a.md", .missing), ("a\0.md", .missing),
    ] as [(String, Refusal?)])
  func `a file that is read lies in the folder`(path: String, refusal: Refusal?) async throws {
    try await TemporaryFolder.with { folder in
      let book = try lay(in: folder)
      if let refusal {
        #expect(throws: refusal) { try book.contents(of: path, limit: 100) }
      } else {
        #expect(try book.contents(of: path, limit: 100) == Data("text\n".utf8))
      }
    }
  }

  @Test func `a file may have so many bytes and no more`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try lay(in: folder)
      #expect(try book.contents(of: "a.md", limit: 5).count == 5)
      #expect(throws: Refusal.tooLarge(limit: 4)) { try book.contents(of: "a.md", limit: 4) }
    }
  }

  @Test func `the folder itself may be reached through a link`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try lay(in: folder)
      let link = folder.url.appending(path: "link")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: folder.url.appending(path: "book"))
      #expect(try ContainedFolder(link).contents(of: "a.md", limit: 100).count == 5)
      #expect(ContainedFolder(link).names(in: "b").sorted() == [".hidden", "c.md"])
      #expect(ContainedFolder(link).names(in: "folder") == [])
    }
  }
}
