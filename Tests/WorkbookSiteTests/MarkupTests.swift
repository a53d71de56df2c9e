import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport

/// What Markdown becomes on a page.
@Suite struct MarkupTests {
  @Test(arguments: [
    ("- a", "<ul>\n<li>a</li>"), ("1. a", "<ol>\n<li>a</li>"),
    ("0. a", "<ol start=\"0\">\n<li>a</li>"), ("7. a", "<ol start=\"7\">\n<li>a</li>"),
    // A cell without words is no heading of anything.
    ("| |b|\n|-|-|\n|1|2|", "<tr><td></td><th>b</th></tr>"),
    ("|a|b|\n|-|-|\n|1| |", "<tr><td>1</td><td></td></tr>"),
  ])
  func `a list begins where the chapter says, and headings of tables have words`(
    markdown: String, html: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(try folder.book(markdown), verdicts: [], stamp: .madeUp)
      #expect(site.text(of: .chapter(0)).contains(html))
    }
  }

  /// The style sheet counts lines by itself, and is told where it couldn't know.
  @Test func `a number is told only where lines are left out before`() async throws {
    let chapter = """
      ```swift a.swift
      let one = 1
      let two = 2
      ```

      ```swift a.swift continued
      let three = 3
      // snippet.hide
      let five = 5
      let six = 6
      // snippet.show
      let eight = 8
      let nine = 9
      ```
      """
    try await TemporaryFolder.with { folder in
      let page = Site(try folder.book(chapter), verdicts: [], stamp: .madeUp)
        .text(of: .chapter(0))
      let tags = page.matches(of: /<span([^>]*)>let ([a-z]+)/).map { "\($0.2)\($0.1)" }
      #expect(
        tags == [
          "one", "two", "three style=\"counter-set:line 2\"",
          "five style=\"counter-set:line 4\"", "six", "eight style=\"counter-set:line 7\"",
          "nine",
        ])
    }
  }
}
