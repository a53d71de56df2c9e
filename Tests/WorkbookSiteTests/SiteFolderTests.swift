import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookSupport
import WorkbookTestSupport

@testable import WorkbookSite

/// What writing a site does to a folder in which a stranger has put something.
@Suite struct SiteFolderTests {
  private func site(in folder: TemporaryFolder) throws -> Site {
    try Site(folder.book("```text a.txt\na\n```"), verdicts: [], stamp: .madeUp)
  }

  private func link(_ path: String, to target: String, in folder: TemporaryFolder) throws {
    let link = folder.url.appending(path: path)
    try FileManager.default.createDirectory(
      at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appending(path: target))
  }

  private func paths(_ folder: TemporaryFolder, below path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.url.appending(path: path).path)
      .sorted()
  }

  /// A folder of the site that leads elsewhere.
  @Test(arguments: ["site", "site/listings", "site/listings/01-test"])
  func `nothing is read, written or removed through a link to a folder`(path: String) async throws {
    try await TemporaryFolder.with { folder in
      // All that would be removed from a site, and more.
      let page = "<meta name=\"generator\" content=\"workbook\">"
      for name in [
        "00-old.html", "listings/mine.txt", "listings/01-test/old.swift", "01-test/old.swift",
        "old.swift", ".style.css.1",
      ] {
        try folder.write(page, to: "elsewhere/\(name)")
      }
      let before = try paths(folder, below: "elsewhere")
      try link(path, to: "elsewhere", in: folder)
      let site = try site(in: folder)
      let error = SiteError(
        path: folder.url.resolvingSymlinksInPath().appending(path: path).path,
        reason: .link)
      await #expect(throws: error) { try await site.write() }
      await #expect(throws: error) { try await site.staleness() }
      #expect(try paths(folder, below: "elsewhere") == before)
    }
  }

  @Test func `a link in the place of a page is replaced, and what it leads to stays`() async throws
  {
    try await TemporaryFolder.with { folder in
      try folder.write("mine", to: "notes.txt")
      for name in ["01-test.html", "style.css", "book.html", "listings/01-test/a.txt.txt"] {
        try link("site/\(name)", to: "notes.txt", in: folder)
      }
      let site = try site(in: folder)
      #expect(try await site.staleness().contains(.missing("01-test.html")))
      _ = try await site.write()
      #expect(try await site.staleness() == [])
      #expect(try folder.text(of: "notes.txt") == "mine")
      #expect(try folder.text(of: "site/listings/01-test/a.txt.txt") == "a\n")
      let status = try FileManager.default.attributesOfItem(
        atPath: folder.url.appending(path: "site/01-test.html").path)
      #expect(status[.type] as? FileAttributeType == .typeRegular)
    }
  }

  /// Opening a FIFO would wait for somebody who writes into it, for ever.
  @Test func `what isn't a file isn't read`() async throws {
    try await TemporaryFolder.with { folder in
      let site = try site(in: folder)
      _ = try await site.write()
      for name in ["site/01-test.html", "site/00-old.html", "site/sitemap.xml"] {
        let path = folder.url.appending(path: name).path
        unlink(path)
        #expect(mkfifo(path, 0o600) == 0)
      }
      #expect(try await site.staleness() == [.missing("01-test.html")])
      _ = try await site.write()
      #expect(try await site.staleness() == [])
    }
  }

  @Test func `a folder in the place of a page is told`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("mine", to: "site/01-test.html/notes.txt")
      let site = try site(in: folder)
      await #expect(
        throws: SiteError(
          path: folder.url.resolvingSymlinksInPath().appending(path: "site/01-test.html").path,
          reason: .notAFile)
      ) { try await site.write() }
      // Nothing is half-written.
      #expect(
        try paths(folder, below: "site") == [
          "01-test.html", "01-test.html/notes.txt", "listings", "listings/01-test",
        ])
      #expect(try folder.text(of: "site/01-test.html/notes.txt") == "mine")
    }
  }

  @Test func `only what is named as the tool names it is removed`() async throws {
    try await TemporaryFolder.with { folder in
      let mine = [
        "site/listings/mine.txt", "site/listings/deep/a.txt", "site/listings/01-test/mine.pdf",
        "site/listings/01-test/.hidden.txt", "site/mine.html", "site/.style.css.1",
        "site/.workbook-unfinished-mine", "site/listings/01-old/notes.md",
        "site/.workbook-unfinished-\(UUID().uuidString)/notes.txt",
        "site/listings" + String(repeating: "/deep", count: 100) + "/a.txt",
      ]
      for path in mine { try folder.write("mine", to: path) }
      try folder.write("old", to: "site/listings/01-old/a.swift")
      try folder.write("old", to: "site/listings/02-older/b/c.py.txt")
      try link("site/listings/03-link/a.swift", to: "site/mine.html", in: folder)
      let site = try site(in: folder)
      let changes = try await site.write()
      #expect(
        changes.filter { if case .leftOver = $0 { true } else { false } } == [
          .leftOver("listings/01-old/a.swift"), .leftOver("listings/02-older/b/c.py.txt"),
        ])
      for path in mine { #expect(try folder.text(of: path) == "mine") }
      #expect(try !paths(folder, below: "site/listings").contains("02-older"))
    }
  }

  @Test func `builds at once are in each other's way no more than one after the other`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let site = try site(in: folder)
      for round in 0..<20 {
        try folder.write("half", to: "site/.workbook-unfinished-\(UUID().uuidString)")
        try folder.write("\(round)", to: "site/01-test.html")
        _ = try await (0..<4).concurrentMap(limit: 4) { _ in try await site.write() }
        #expect(try await site.staleness() == [])
      }
      #expect(try !paths(folder, below: "site").contains { $0.contains("unfinished") })
    }
  }

  @Test func `what a build that died has left is removed, what a live one writes is not`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let dead = ".workbook-unfinished-\(UUID().uuidString)"
      let live = ".workbook-unfinished-\(UUID().uuidString)"
      let deep = "listings/01-test/\(dead)"
      for name in [dead, live, deep] { try folder.write("half", to: "site/\(name)") }
      let lock = open(folder.url.appending(path: "site/\(live)").path, O_RDONLY | O_CLOEXEC)
      defer { close(lock) }
      #expect(flock(lock, LOCK_EX) == 0)
      _ = try await site(in: folder).write()
      let names = try paths(folder, below: "site")
      #expect(!names.contains(dead) && !names.contains(deep))
      #expect(names.contains(live))
    }
  }
}
