import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// Which files a change of what is known makes other files.
@Suite struct ChangesTests {
  /// What may become known of a chapter.
  enum News: CaseIterable {
    case colours
    case diagnostic
    case verdict
    case picture
  }

  @Test(arguments: News.allCases)
  func `what becomes known of a chapter renews its page and no other`(news: News) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("# Other\n\nWords.\n", to: "chapters/02-other.md")
      let book = try folder.book(
        "```swift a.swift\nlet a = 1\n```\n\n```console run\n$ a\n```")
      let chapter = book.chapters[0]
      let example = try #require(chapter.examples.first)
      let verdict = Comparison.verdict(
        on: Recording(of: example, outputs: [[""]]), of: example, in: chapter)
      var old = ChapterResult()
      if news == .picture { old.examples["run"] = ExampleResult(verdict) }
      var new = old
      switch news {
      case .colours:
        new.highlights[.listing("a.swift")] = HighlightedSource(
          tokens: [.init(line: 1, columns: 0..<3, kind: .keyword)], declarations: [])
      case .diagnostic:
        new.diagnostics = [
          Diagnostic(.compiler, at: SourceLocation(file: chapter.path, line: 4), "bad")
        ]
      case .verdict: new.examples["run"] = ExampleResult(verdict)
      case .picture:
        new.examples["run"]?.trace = TracedRun(order: CanonicalOrder(steps: []))
      }
      let before = Site(book, ["01-test": old], stamp: .madeUp)
      let after = Site(book, ["01-test": new], stamp: .madeUp)
      let changed = after.changes(since: before)
      #expect(changed.contains(.chapter(0)))
      #expect(changed.contains(.wholeBook))
      #expect(!changed.contains(.chapter(1)))
      #expect(!changed.contains(.index))
      #expect(after.changes(since: after).isEmpty)
      // A picture of no calls is none.
      if news != .picture {
        #expect(after.text(of: .chapter(0)) != before.text(of: .chapter(0)))
      }
      #expect(after.text(of: .chapter(1)) == before.text(of: .chapter(1)))
    }
  }

  @Test func `another style sheet is a file for itself, and what all pages say is in all`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      func site(_ style: String, _ text: String = "Words.", tool: String = "1") throws -> Site {
        try folder.write(style, to: "chapters/own.css")
        let book = try folder.book(
          text, configuration: "{ \"title\": \"Test\", \"style\": \"own.css\" }")
        return Site(book, [:], stamp: Stamp(tool: tool, compiler: ""))
      }
      let old = try site("a {}")
      #expect(try site("b {}").changes(since: old) == [.style])
      #expect(try site("a {}").changes(since: old) == [])
      #expect(try site("b {}", "Other.").changes(since: old).isSuperset(of: [.style, .chapter(0)]))
      let tool = try site("a {}", tool: "2")
      #expect(tool.changes(since: old) == Set(tool.files))
      // Where readers are told how to run examples.
      let explained = try site("a {}", "Words, and `workbook run`.")
      #expect(explained.changes(since: old) == Set(explained.files))
    }
  }

  @Test func `columns of tables stand where the chapter puts them`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |")
      let page = Site(book, [:], stamp: .madeUp).text(of: .chapter(0))
      for (cell, style) in [("1", ""), ("2", "left"), ("3", "center"), ("4", "right")] {
        let attribute = style.isEmpty ? "" : " class=\"\(style)\""
        #expect(page.contains("<td\(attribute)>\(cell)</td>"))
      }
      #expect(page.contains("<th class=\"center\">c</th>"))
    }
  }
}
