import Testing
import WorkbookModel
import WorkbookTestSupport

/// Books with some chapters that can't be read.
@Suite struct PartialBookTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The texts of chapters, by their files' names.
    let chapters: [String: String]
    /// Where the mistakes are, by file and line.
    let mistakes: [String]
  }

  private static let sound = "# Sound\n\n## Part\n\n```console sound\n$ a\n```\n"
  private static let unnamed = "```console\n$ a\n```\n"

  static let cases = [
    Case(
      testDescription: "a mistake in one of two",
      chapters: ["01-a": sound, "02-b": "# B\n\n\(unnamed)"], mistakes: ["02-b.md:3"]),
    Case(
      testDescription: "mistakes in two of three, in several places",
      chapters: ["01-a": "# A\n\n\(unnamed)\n\(unnamed)", "02-b": sound, "03-c": "no heading\n"],
      mistakes: ["01-a.md:3", "01-a.md:7", "03-c.md:1"]),
    Case(
      testDescription: "a chapter that isn't UTF-8, one that is empty, and one of another name",
      chapters: ["01-a": sound, "02-b": "\0", "03-c": "", "Readme": "# Read me\n"],
      mistakes: ["02-b.md:1", "03-c.md:1", "Readme.md:1"]),
    Case(
      testDescription: "an example of two chapters is the second one's mistake",
      chapters: ["01-a": sound, "02-b": sound, "03-c": "# C\n"], mistakes: ["02-b.md:5"]),
    Case(
      testDescription: "an example of a malformed chapter is no one's else",
      chapters: ["01-a": "\(sound)\n\(unnamed)", "02-b": sound], mistakes: ["01-a.md:9"]),
    Case(
      testDescription: "links to a chapter that can't be read, and to its headings",
      chapters: [
        "01-a": "# A\n\n[b](02-b.md) [p](02-b.md#part) [q](02-b.md#no)\n", "02-b": unnamed,
      ], mistakes: ["02-b.md:1", "02-b.md:1"]),
    Case(
      testDescription: "links that lead nowhere, from a chapter that can be read otherwise",
      chapters: ["01-a": "# A\n\n[s](02-b.md#no)\n\n[t](09-t.md)\n", "02-b": sound],
      mistakes: ["01-a.md:3", "01-a.md:5"]),
    Case(
      testDescription: "a link to a heading of a chapter with a broken link",
      chapters: [
        "01-a": "# A\n\n[b](02-b.md#no)\n", "02-b": "# B\n\n[t](09-t.md)\n", "03-c": sound,
      ],
      mistakes: ["01-a.md:3", "02-b.md:3"]),
    Case(
      testDescription: "hosts and sizes that the configuration doesn't have",
      chapters: [
        "01-a": "# A\n\n```console a\n[X]$ b\n```\n",
        "02-b": "# B\n\n```text b.txt\n\(String(repeating: "b", count: 90))\n```\n", "03-c": sound,
      ], mistakes: ["01-a.md:4", "02-b.md:4"]),
  ]

  private func write(_ chapters: [String: String], to folder: TemporaryFolder) throws {
    try folder.write(
      #"{ "title": "T", "listings": { "columns": 72 } }"#, to: "chapters/workbook.json")
    for (name, text) in chapters { try folder.write(text, to: "chapters/\(name).md") }
  }

  @Test(arguments: cases) func `a mistake in one chapter hides no other`(_ example: Case)
    async throws
  {
    try await TemporaryFolder.with { folder in
      try write(example.chapters, to: folder)
      let book = try Book.read(from: BookFolder(root: folder.url))
      let mistakes = book.malformed.flatMap(\.mistakes)
      #expect(
        mistakes.map { "\($0.location.file):\($0.location.line)" }
          == example.mistakes.map { "chapters/\($0)" })
      // Each chapter is in one of the two lists.
      let bad = Set(example.mistakes.map { $0.prefix { $0 != "." } }.map(String.init))
      #expect(
        book.chapters.map(\.name) == example.chapters.keys.sorted().filter { !bad.contains($0) })
      #expect(Set(book.malformed.map(\.path)) == Set(bad.map { "chapters/\($0).md" }))
      #expect(
        book.withStandIns.chapters.map(\.name)
          == example.chapters.keys.sorted().filter { $0 != "Readme" })
      // The same, if it is read again, and once all is mended.
      #expect(try Book.read(from: BookFolder(root: folder.url), reusing: book) == book)
    }
  }

  @Test func `a chapter that is mended takes part again, with the links to it`() async throws {
    try await TemporaryFolder.with { folder in
      try write(["01-a": "# A\n\n[p](02-b.md#no)\n", "02-b": Self.unnamed], to: folder)
      let root = BookFolder(root: folder.url)
      let partial = try Book.read(from: root)
      #expect(partial.chapters.map(\.name) == ["01-a"])
      try folder.write(Self.sound, to: "chapters/02-b.md")
      let mended = try Book.read(from: root, reusing: partial)
      #expect(mended.chapters.map(\.name) == ["02-b"])
      #expect(mended.malformed.flatMap(\.mistakes).map(\.identifier) == [.brokenLink])
    }
  }

  @Test func `a book without a sound chapter, or with a mistake in its configuration, is none`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let root = BookFolder(root: folder.url)
      try write(["01-a": Self.unnamed], to: folder)
      #expect(throws: MalformedBook.self) { try Book.read(from: root) }
      try write(["02-b": Self.sound], to: folder)
      #expect(try Book.read(from: root).chapters.count == 1)
      try folder.write(#"{ "titel": "T" }"#, to: "chapters/workbook.json")
      let error = #expect(throws: MalformedBook.self) { try Book.read(from: root) }
      // All of it is told.
      let files = error?.diagnostics.map(\.location.file) ?? []
      #expect(Set(files) == ["chapters/01-a.md", "chapters/workbook.json"])
    }
  }

  @Test func `what stands in for a chapter has its title and its first words`() async throws {
    try await TemporaryFolder.with { folder in
      try write(
        [
          "01-a": "# A `b`\n\n```text a\n```\n\nFirst words.\nMore.\n\n## Part\n\nOther words.\n",
          "02-b": "no heading\n", "03-c": Self.sound,
        ], to: folder)
      let book = try Book.read(from: BookFolder(root: folder.url)).withStandIns
      #expect(book.chapters.map(\.title) == ["A b", "02-b", "Sound"])
      #expect(book.chapters[0].blocks.count == 2)
      #expect(book.chapters[0].headings.map(\.text) == ["A b"])
    }
  }
}
