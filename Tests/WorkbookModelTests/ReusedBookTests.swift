import Testing
import WorkbookModel
import WorkbookTestSupport

/// A book that is read again after a small change.
@Suite struct ReusedBookTests {
  private let configuration = "{ \"title\": \"Test\" }"

  private func write(_ chapters: [String: String], in folder: TemporaryFolder) throws {
    try folder.write(configuration, to: "chapters/workbook.json")
    for (name, text) in chapters { try folder.write(text, to: "chapters/\(name).md") }
  }

  @Test(arguments: [
    ("01-one", "# One\n\nOther words, and [more](02-two.md#part).\n"), ("03-three", "# Three\n"),
    ("02-two", "# Two\n\n## Part\n\n## Another part\n"),
  ])
  func `it is what it would be if it were read for the first time`(
    name: String, text: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      try write(
        ["01-one": "# One\n\n[more](02-two.md#part)\n", "02-two": "# Two\n\n## Part\n"],
        in: folder)
      let book = BookFolder(root: folder.url)
      let old = try Book.read(from: book)
      #expect(try Book.read(from: book, reusing: old) == old)
      try folder.write(text, to: "chapters/\(name).md")
      #expect(try Book.read(from: book, reusing: old) == Book.read(from: book))
    }
  }

  @Test(arguments: [
    ("02-two", "# Two\n\n## Other part\n"), ("01-one", "# One\n\n[more](02-two.md#prat)\n"),
  ])
  func `a link that leads nowhere any more is told, whichever chapter has changed`(
    name: String, text: String
  ) async throws {
    let diagnostics = try await mistakes { folder in
      try write(
        ["01-one": "# One\n\n[more](02-two.md#part)\n", "02-two": "# Two\n\n## Part\n"],
        in: folder)
      let book = BookFolder(root: folder.url)
      let old = try Book.read(from: book)
      try folder.write(text, to: "chapters/\(name).md")
      return try Book.read(from: book, reusing: old)
    }
    #expect(diagnostics.map(\.identifier) == [.brokenLink])
    #expect(diagnostics.map(\.location.description) == ["chapters/01-one.md:3:8"])
  }

  @Test func `a file that a chapter includes is read again`() async throws {
    try await TemporaryFolder.with { folder in
      func part(_ line: String) -> String { "// snippet.part\n\(line)\n// snippet.end\n" }
      try folder.write(part("let a = 1"), to: "a.swift")
      let old = try folder.book("```swift a.swift include=a.swift#part\n```")
      try folder.write(part("let a = 2"), to: "a.swift")
      let new = try Book.read(from: BookFolder(root: folder.url), reusing: old)
      #expect(new.chapters[0].listings[0].text == "let a = 2\n")
    }
  }
}
