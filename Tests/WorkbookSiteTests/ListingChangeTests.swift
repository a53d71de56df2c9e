import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookSite

/// What a page says of a listing that grew from an earlier one.
@Suite struct ListingChangeTests {
  /// The change of the last of some listings, each given by its lines.
  private func change(_ listings: [String]...) async throws -> ListingChange? {
    try await TemporaryFolder.with { folder in
      let blocks = listings.enumerated().map { index, lines in
        "```text \(index).txt\n\(lines.joined(separator: "\n"))\n```\n"
      }
      let chapter = try folder.book(blocks.joined(separator: "\n")).chapters[0]
      return try ListingChange(of: #require(chapter.listings.last), in: chapter)
    }
  }

  @Test func `new and removed lines are told`() async throws {
    let change = try #require(
      try await change(["a", "b", "  c", "d"], ["x", "a", "", "c", "d", "y"]))
    #expect(change.origin.name == "0.txt")
    #expect(change.added == [1, 6])
    #expect(change.removed == ["b"])
    #expect(change.summary == "2 lines new, 1 gone")
  }

  @Test func `at least half of each must be in both`() async throws {
    #expect(try await change(["a", "b"], ["a", "c"])?.summary == "1 line new, 1 gone")
    #expect(try await change(["a", "b"], ["a", "c", "d"]) == nil)
    #expect(try await change(["a", "b", "c"], ["a", "d"]) == nil)
    #expect(try await change(["a", "b", "c"], ["a", "c"])?.summary == "1 line gone")
    #expect(try await change(["a", "b"], ["b", "a"])?.summary == "1 line new, 1 gone")
  }

  @Test func `the most similar is chosen, and of equals the nearest`() async throws {
    let lines = ["a", "b", "c", "d"]
    #expect(
      try await change(["a", "b", "c", "x"], ["a", "b", "y", "z"], lines)?.origin.name == "0.txt")
    #expect(
      try await change(["a", "b", "c", "x"], ["a", "b", "c", "y"], lines)?.origin.name == "1.txt")
  }

  @Test func `the same lines are no change, and blank ones don't count`() async throws {
    #expect(try await change(["a", "b"], ["a", "", "  b "]) == nil)
    #expect(try await change(["", "", "a"], ["", "", "b"]) == nil)
  }

  @Test func `an author can have no changes marked`() async throws {
    try await TemporaryFolder.with { folder in
      let blocks = "```text a.txt\na\nb\n```\n\n```text b.txt anew\na\nc\n```\n"
      let chapter = try folder.book(blocks).chapters[0]
      #expect(ListingChange(of: chapter.listings[1], in: chapter) == nil)
    }
  }

  private let chapter = """
    ```swift one.swift
    let a = 1
    print(a)
    print("<gone>")
    ```

    ```swift two.swift highlight=1
    let a = 1
    // snippet.hide
    let b = 2
    // snippet.show
    ```

    ```swift two.swift continued
    print(a)
    ```
    """

  @Test func `a page marks what is new, across pieces, and shows what is gone below the last`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let site = Site(try folder.book(chapter), verdicts: [], stamp: .madeUp)
      let page = site.text(of: .chapter(0))
      #expect(
        page.contains(
          """
          download>two.swift</a> <span class="note">changed from \
          <a href="#listing-one.swift">one.swift</a>: 1 line new, 1 gone</span></figcaption>
          """))
      #expect(page.contains("<span class=marked>let a = 1\n</span>"))
      #expect(page.contains("<ins style=\"counter-set:line 2\">let b = 2\n</ins>"))
      let figures = page.split(separator: "<figure class=\"listing\"")
      #expect(figures.count == 4)
      #expect(
        figures.last?.contains(
          """
          <details class=gone><summary>1 line of one.swift gone</summary>
          <pre><del>print("&lt;gone>")
          </del></pre></details>
          """) == true)
      #expect(figures.dropLast().allSatisfy { !$0.contains("<del>") })
      let book = site.text(of: .wholeBook)
      #expect(book.contains("<a href=\"#01-test--listing-one.swift\">one.swift</a>: 1 line new"))
    }
  }
}
