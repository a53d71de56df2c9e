import FoundationEssentials
import Testing
import WorkbookTestSupport

/// Commands on a book with one chapter that verifies and one that doesn't.
@Suite struct PartialBookTests {
  /// What is wrong with the second chapter.
  enum Fault: String, CaseIterable, CustomTestStringConvertible {
    case malformed
    case doesNotCompile
    case fails
    case none

    var testDescription: String { rawValue }

    var chapter: String {
      let text =
        switch self {
        case .malformed: "```console\n$ a\n```\n"
        case .doesNotCompile: "```swift\nnonsense\n```\n"
        case .fails: "```console bad\n$ echo other\none\n```\n"
        case .none: "More words, a rarity, and `EAGAIN`.\n"
        }
      return "# Bad\n\nBad words.\n\n```console second\n$ echo two\ntwo\n```\n\n\(text)"
    }
  }

  private func write(_ fault: Fault, to folder: TemporaryFolder) throws {
    try folder.write("{ \"title\": \"T\" }", to: "chapters/workbook.json")
    try folder.write(
      "# Good\n\n[Bad](02-bad.md#bad)\n\n```console first\n$ echo one\none\n```\n",
      to: "chapters/01-good.md")
    try folder.write(fault.chapter, to: "chapters/02-bad.md")
  }

  private static let leftOut =
    "left out, as malformed: chapters/02-bad.md; workbook list shows the mistakes\n"

  @Test(
    arguments: [
      // Whole books.
      (["verify"], Fault.malformed, 2, "✓ first", "1 example verified, 1 malformed chapter\n"),
      (
        ["verify"], .doesNotCompile, 1, "✓ second",
        "2 examples verified, 1 fragment doesn't compile\n"
      ),
      (["verify", "--accept"], .doesNotCompile, 1, "cannot find", "0 accepted\n"),
      (["verify", "--stress", "1"], .doesNotCompile, 1, "✓ second", "not everything compiles\n"),
      (["verify"], .fails, 1, "✓ first", "2 examples verified, 1 failed\n"),
      (["verify"], .none, 0, "✓ second", "2 examples verified\n"),
      (
        ["verify", "--accept"], .malformed, 2, "02-bad.md:10:1: error: a terminal needs",
        "0 accepted, 1 malformed chapter\n"
      ),
      (
        ["verify", "--stress", "1"], .malformed, 2, "✓ first",
        "2 runs, all as the chapters say, 1 malformed chapter\n"
      ),
      (
        ["list"], .malformed, 2, "01-good",
        "chapters/02-bad.md:10:1: error: a terminal needs the name"
      ),
      (["list"], .fails, 0, "01-good", "02-bad"),
      // What isn't malformed alone.
      (["verify", "01-good"], .malformed, 0, "1 example verified\n", leftOut),
      (["verify", "first"], .malformed, 0, "1 example verified\n", leftOut),
      (["verify", "fir*"], .malformed, 0, "1 example verified\n", leftOut),
      (["verify", "--accept", "01-good"], .malformed, 0, "nothing to accept", leftOut),
      (["verify", "--stress", "1", "first"], .malformed, 0, "2 runs", leftOut),
      (["show", "first"], .malformed, 0, "$ echo one", leftOut),
      (["run", "first"], .malformed, 0, "│ one", leftOut),
      (["trace", "first"], .malformed, 0, "│ one", leftOut),
      // What is.
      (["verify", "02-bad"], .malformed, 2, "needs the name", "1 malformed chapter\n"),
      (["verify", "0*"], .malformed, 2, "✓ first", "1 example verified, 1 malformed chapter\n"),
      (["verify", "first", "second"], .malformed, 2, "✓ first", "1 malformed chapter\n"),
      (["show", "second"], .malformed, 2, "needs the name", "1 mistake; nothing was run\n"),
      (["run", "second"], .malformed, 2, "needs the name", "1 mistake; nothing was run\n"),
      (["trace", "second"], .malformed, 2, "needs the name", "1 mistake; nothing was run\n"),
      // What may be.
      (
        ["verify", "third"], .malformed, 2, "no example and no chapter is called third;",
        "(it may stand in chapters/02-bad.md, which can't be read)"
      ),
      (["run", "third"], .malformed, 2, "no example is called third;", "(it may stand in"),
      (["run", "third"], .fails, 64, "no example is called third;", ""),
      (
        ["run", "first/x"], .malformed, 64, "chapters/01-good.md has no program x; it has none", ""
      ),
    ] as [([String], Fault, Int32, String, String)])
  func `what is left out is told, and the rest is done`(
    words: [String], fault: Fault, status: Int32, first: String, last: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      try write(fault, to: folder)
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == status, "\(outcome)")
      let all = outcome.output + outcome.errors
      #expect(all.contains(first) && all.contains(last), "\(outcome)")
      // Nothing is left out without a word, and nothing else is said of a book that is whole.
      let isTold = all.contains("02-bad.md")
      if fault == .malformed, status != 64 { #expect(isTold, "\(outcome)") }
    }
  }

  @Test func `the report names what is malformed`() async throws {
    try await TemporaryFolder.with { folder in
      try write(.malformed, to: folder)
      for names in [[], ["first"]] {
        _ = try await Tool.workbook(["verify", "--report", "json=r.json"] + names, in: folder.url)
        let report = try folder.text(of: "r.json")
        #expect(report.contains("\"chapters/02-bad.md\"\n"))
        #expect(report.contains("\"identifier\" : \"unnamed-terminal\""))
        #expect(report.contains("\"passed\" : 1"))
        #expect(report.contains("\"book\" : \"T\""))
      }
    }
  }

  @Test(arguments: [Fault.malformed, .doesNotCompile, .fails])
  func `build writes the pages of what verifies, and leaves the others`(fault: Fault) async throws {
    try await TemporaryFolder.with { folder in
      // Without a page of the bad chapter, one says that there is none.
      try write(fault, to: folder)
      let first = try await Tool.workbook(["build"], in: folder.url)
      #expect(first.status == 4, "\(first)")
      #expect(
        first.errors.hasSuffix(
          """
          site/02-bad.html has only a note yet: its chapter doesn't verify
          1 of 2 chapters have their pages

          """), "\(first)")
      #expect(try folder.text(of: "site/01-good.html").contains("href=\"02-bad.html#bad\""))
      #expect(try folder.text(of: "site/02-bad.html").contains("This chapter isn't shown yet"))
      #expect(try folder.text(of: "site/index.html").contains("href=\"02-bad.html\">Bad</a>"))
      #expect(try !folder.text(of: "site/search-index.js").contains("02-bad.html"))
      #expect(try folder.text(of: "site/book.html").contains("<article id=\"02-bad\">"))

      // Its page, and what search and the whole book have of it, stay.
      try write(.none, to: folder)
      #expect(try await Tool.workbook(["build"], in: folder.url).status == 0)
      let files = ["02-bad.html", "search-index.js", "book.html", "names.html"]
      let whole = try files.map { try folder.text(of: "site/\($0)") }
      for text in whole.dropLast() { #expect(text.contains("a rarity")) }
      #expect(whole[3].contains("<dt><code>EAGAIN</code></dt>"))
      try write(fault, to: folder)
      #expect(try await Tool.workbook(["build", "--check"], in: folder.url).status == 4)
      let again = try await Tool.workbook(["build"], in: folder.url)
      #expect(again.status == 4, "\(again)")
      #expect(try files.map { try folder.text(of: "site/\($0)") } == whole)

      // What verifies is renewed all the same.
      let good = try folder.text(of: "chapters/01-good.md")
      try folder.write(good + "\nNew words.\n", to: "chapters/01-good.md")
      let check = try await Tool.workbook(["build", "--check"], in: folder.url)
      #expect(check.status == 1, "\(check)")
      #expect(check.errors.contains("site/02-bad.html can't be checked"))
      #expect(try await Tool.workbook(["build"], in: folder.url).status == 4)
      #expect(try folder.text(of: "site/01-good.html").contains("New words."))
      #expect(try folder.text(of: "site/search-index.js").contains("New words."))
      #expect(try folder.text(of: "site/search-index.js").contains("a rarity"))
    }
  }
}
