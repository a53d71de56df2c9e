import FoundationEssentials
import Glibc
import Testing
import WorkbookTestSupport

@testable import WorkbookSupport

@Suite struct ReplacedFileTests {
  private let large = String(repeating: "a", count: 2 << 20)

  /// A file that is large enough is written while it is made.
  @Test func `an unfinished file stays as long as its run goes on`() async throws {
    try await TemporaryFolder.with { temporary in
      let left = ".workbook-unfinished-\(UUID().uuidString)"
      for name in [left, ".workbook-unfinished-notes"] { try temporary.write("left", to: name) }
      let folder = try RealFolder(temporary.url.path)
      try ReplacedFile.replace("a.txt", in: folder) { file, folder in
        try file.append(large, in: folder)
        try ReplacedFile.removeUnfinished(in: folder)
        #expect(try !folder.names.contains(left))
        return true
      }
      #expect(try folder.names.sorted() == [".workbook-unfinished-notes", "a.txt"])
      #expect(try folder.contents(of: "a.txt")?.count == large.utf8.count)
    }
  }

  @Test func `a file that isn't finished leaves the old one`() async throws {
    struct Failure: Error {}
    try await TemporaryFolder.with { temporary in
      try temporary.write("old", to: "a.txt")
      let folder = try RealFolder(temporary.url.path)
      try ReplacedFile.replace("a.txt", in: folder) { file, folder in
        try file.append(large, in: folder)
        return false
      }
      #expect(throws: Failure.self) {
        try ReplacedFile.replace("a.txt", in: folder) { file, folder in
          try file.append(large, in: folder)
          throw Failure()
        }
      }
      #expect(try folder.names == ["a.txt"])
      #expect(try temporary.text(of: "a.txt") == "old")
    }
  }

  @Test func `a new file has the usual permissions, and another those of the old one`()
    async throws
  {
    try await TemporaryFolder.with { temporary in
      func mode(of name: String) -> mode_t {
        var status = stat()
        #expect(stat(temporary.url.appending(path: name).path, &status) == 0)
        return status.st_mode & 0o777
      }
      func path(_ name: String) -> String { temporary.url.appending(path: name).path }
      close(open(path("usual.txt"), O_CREAT | O_WRONLY, 0o666))
      try temporary.write("old", to: "old.txt")
      #expect(chmod(path("old.txt"), 0o604) == 0)
      let folder = try RealFolder(temporary.url.path)
      for name in ["new.txt", "old.txt"] {
        try ReplacedFile.replace(name, in: folder, by: Data("new".utf8))
        #expect(try temporary.text(of: name) == "new")
      }
      #expect(mode(of: "new.txt") == mode(of: "usual.txt"))
      #expect(mode(of: "old.txt") == 0o604)
    }
  }
}
