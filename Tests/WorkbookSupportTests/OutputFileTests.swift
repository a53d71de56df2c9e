import FoundationEssentials
import Glibc
import Testing
import WorkbookSupport
import WorkbookTestSupport

@Suite struct OutputFileTests {
  @Test func `a file holds what is written, and nothing of what it held`() async throws {
    try await TemporaryFolder.with { folder in
      let file = OutputFile(folder.url.appending(path: "a").path)
      for text in ["some words", "", "more"] {
        try file.check()
        try file.write(text.utf8)
        #expect(try folder.text(of: "a") == text)
      }
    }
  }

  /// A place where no file can be, with why not, and whether that is known before it is written.
  @Test(arguments: [
    ("missing/a", ENOENT, true), ("file/a", ENOTDIR, true), ("folder", EISDIR, true),
    ("/dev/full", ENOSPC, false),
  ])
  func `a file that can't be written is named, and why`(
    path: String, code: CInt, isKnown: Bool
  ) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("", to: "file")
      try folder.write("", to: "folder/file")
      let path = path.hasPrefix("/") ? path : folder.url.appending(path: path).path
      let error = FileError(path: path, reason: .system(code))
      #expect(throws: error) { try OutputFile(path).write("words".utf8) }
      if isKnown {
        #expect(throws: error) { try OutputFile(path).check() }
      } else {
        try OutputFile(path).check()
      }
    }
  }
}
