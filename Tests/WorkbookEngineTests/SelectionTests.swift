import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookBuild
@testable import WorkbookEngine

@Suite struct SelectionTests {
  private func book(in folder: TemporaryFolder) throws -> Book {
    try folder.write(
      "# Two\n\n```console udp-echo\n$ a\n```\n\n```console udp-time\n$ a\n```\n",
      to: "chapters/02-two.md")
    try folder.write("# Three\n\nWords.\n", to: "chapters/03-three.md")
    return try folder.book("```console tcp-echo\n$ a\n```")
  }

  @Test(
    arguments: [
      ([], ["01-test: tcp-echo", "02-two: udp-echo udp-time", "03-three: "]),
      (["udp-time"], ["02-two: udp-time"]), (["02-two"], ["02-two: udp-echo udp-time"]),
      (["*-echo"], ["01-test: tcp-echo", "02-two: udp-echo"]),
      (["01-test", "udp-time"], ["01-test: tcp-echo", "02-two: udp-time"]),
      // In the order of the book, whatever the order of the names.
      (["udp-time", "udp-echo"], ["02-two: udp-echo udp-time"]),
    ] as [([String], [String])])
  func `names and patterns select examples and chapters`(
    names: [String], selected: [String]
  ) async throws {
    try await TemporaryFolder.with { folder in
      let selection = try Selection(names, in: book(in: folder))
      #expect(
        selection.chapters.map { chapter, examples in
          "\(chapter.name): \(examples.map(\.name).joined(separator: " "))"
        } == selected)
    }
  }

  @Test(arguments: [
    (["tcp-ecko"], Selection.Failure.unknownName("tcp-ecko", nearest: "tcp-echo", unread: [])),
    (["zzzzzzzz"], .unknownName("zzzzzzzz", nearest: nil, unread: [])),
    (["03-three"], .nothingToVerify),
    (["tcp-echo", "*-zzz"], .unknownName("*-zzz", nearest: nil, unread: [])),
  ])
  func `a name that means nothing is an error`(
    names: [String], failure: Selection.Failure
  ) async throws {
    try await TemporaryFolder.with { folder in
      let book = try book(in: folder)
      #expect(throws: failure) { try Selection(names, in: book) }
    }
  }

  @Test(
    arguments: [
      ([], ["a", "b"], 1), (["01-test"], ["a", "b"], 1), (["run-a"], ["a"], 0),
      (["run-*"], ["a", "b"], 0), (["run-none"], [], 0),
    ] as [([String], [String], Int)])
  func `an example is built with its own programs, and a chapter with all it has`(
    names: [String], programs: [String], fragments: Int
  ) async throws {
    try await TemporaryFolder.with { folder in
      let listings = ["a", "b"].map { "```swift \($0).swift\nlet \($0) = 1\n```\n\n" }
      let terminals = ["a", "b", "none"].map { "```console run-\($0)\n$ \($0)\n```\n\n" }
      let book = try folder.book(
        listings.joined() + terminals.joined() + "```swift\nlet c = 1\n```")
      let sources = try Selection(names, in: book).sources
      #expect(sources.flatMap(\.listings).compactMap(\.programName) == programs)
      #expect(sources.flatMap(\.fragments).count == fragments)
    }
  }

  @Test func `an example is found with its chapter`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try book(in: folder)
      let (chapter, example) = try book.example(named: "udp-time")
      #expect(chapter.name == "02-two")
      #expect(example.name == "udp-time")
      #expect(throws: Selection.Failure.unknownExample("udp-tine", nearest: "udp-time", unread: []))
      {
        try book.example(named: "udp-tine")
      }
    }
  }

  @Test(arguments: [
    ("", "ab", "it has none"), ("swift a-b.swift\n", "a-c", "did you mean a-b?"),
    ("swift a-b.swift\n", "xxxxx", "there are a-b"),
    ("swift a-b.swift\n", "a-b.swift", "did you mean a-b?"),
    ("python a.py\n", "a.py", "it is a file: only listings called *.swift become programs"),
    ("python a.py\n", "b.py", "it has none"),
  ])
  func `what is no program is told, with what there is`(
    listing: String, name: String, hint: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(listing.isEmpty ? "Words." : "```\(listing)a\n```")
      #expect(
        Selection.Failure.unknownProgram(name, of: book.chapters[0]).description
          == "chapters/01-test.md has no program \(name); \(hint)")
    }
  }

  @Test(
    arguments: [
      ([], ["01-test", "02-two", "03-three"], ["04-bad"], []),
      (["02-two"], ["02-two"], [], ["04-bad"]),
      (["0*"], ["01-test", "02-two", "03-three"], ["04-bad"], []), (["04-bad"], [], ["04-bad"], []),
      (["udp-time", "04*"], ["02-two"], ["04-bad"], []), (["bad-one"], [], ["04-bad"], []),
    ] as [([String], [String], [String], [String])])
  func `a chapter that can't be read is selected as the others, and nothing of it is built`(
    names: [String], chapters: [String], malformed: [String], leftOut: [String]
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try book(in: folder)
      try folder.write(
        "# Four\n\n```console bad-one\n$ a\n```\n\n```console\n```\n", to: "chapters/04-bad.md")
      let book = try Book.read(from: BookFolder(root: folder.url))
      let selection = try Selection(names, in: book)
      #expect(selection.chapters.map(\.chapter.name) == chapters)
      #expect(selection.malformed.compactMap(\.name) == malformed)
      #expect(selection.leftOut.compactMap(\.name) == leftOut)
      #expect(throws: MalformedBook.self) { try book.example(named: "bad-one") }
      #expect(
        throws: Selection.Failure.unknownExample(
          "bad-ones", nearest: "bad-one", unread: ["chapters/04-bad.md"])
      ) { try book.example(named: "bad-ones") }
    }
  }
}
