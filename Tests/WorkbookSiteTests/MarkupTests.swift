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

  @Test(arguments: [
    ("[a](#chapters)\n\n## Chapters", "#section.chapters", "section.chapters"),
    ("[a](01-test.md#main)\n\n## Main", "01-test.html#section.main", "section.main"),
    (
      "[a](#terminal-b-1)\n\n## Terminal b 1\n\n```console b\n$ c\n```", "#section.terminal-b-1",
      "section.terminal-b-1"
    ),
    (
      "[a](#calls-b)\n\n## Calls b\n\n```console b\n$ c\n```", "#section.calls-b", "section.calls-b"
    ),
    // Nothing else is called so.
    ("[a](#calls-b)\n\n## Calls b", "#calls-b", "calls-b"), ("[a](#b)\n\n## B", "#b", "b"),
    ("[a](#terminal-c)\n\n## Terminal c\n\n```console b\n$ c\n```", "#terminal-c", "terminal-c"),
    ("[a](#section)\n\n## 🚀", "#section", "section"),
  ])
  func `a heading is called by its anchor, unless something else is`(
    chapter: String, address: String, id: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(try folder.book(chapter), verdicts: [], stamp: .madeUp)
      let page = site.text(of: .chapter(0))
      #expect(page.contains("<p><a href=\"\(address)\">a</a></p>"))
      #expect(page.contains("<h2 id=\"\(id)\"><a class=\"anchor\" href=\"#\(id)\">"))
      #expect(page.contains("<li><a href=\"#\(id)\">"))
      #expect(site.text(of: .searchIndex).contains("[\"\(id)\","))
      let ids = page.matches(of: /\bid="([^"]*)"/).map { $0.1 }
      #expect(Set(ids).count == ids.count && !ids.contains(""))
      #expect(site.text(of: .wholeBook).contains("<a href=\"#01-test--\(id)\">a</a>"))
    }
  }

  @Test func `a file of the book is read where the repository is`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("A", to: "notes/a #1.txt")
      let book = try folder.book(
        "[a](<../notes/a %231.txt#L2>)",
        configuration: "{ \"title\": \"A\", \"repository\": \"https://example.org/a\" }")
      #expect(
        Site(book, verdicts: [], stamp: .madeUp).text(of: .chapter(0)).contains(
          "<a href=\"https://example.org/a/blob/main/notes/a%20%231.txt#L2\">a</a>"))
    }
  }

  @Test(arguments: [
    ("~~a~~ b", "<p><del>a</del> b</p>"),
    ("- [x] a", "<li><input type=\"checkbox\" checked disabled aria-label=\"Done\"> a</li>"),
    (
      "> [!WARNING]\n> a",
      "<div class=\"callout note\" role=\"note\">\n<p><strong>Warning</strong>\na</p>"
    ),
    ("www.a.b", "<p><a href=\"http://www.a.b\">www.a.b</a></p>"),
    ("![](https://a.b/c)", "<p><a href=\"https://a.b/c\">https://a.b/c</a></p>"),
    ("[![](https://a.b/c)](https://d)", "<p><a href=\"https://d\">https://a.b/c</a></p>"),
    ("www. and www..", "<p>www. and www..</p>"),
    ("[a](<tel:1>)", "<p><a href=\"tel:1\">a</a></p>"),
    ("a](<tel:1>", "<p>a](<a href=\"tel:1\">tel:1</a></p>"),
    ("*a]( *b", "<p>*a]( *b</p>"),
    ("## [a](#test) b", "<h2 id=\"a-b\"><a href=\"#test\">a</a> b</h2>"),
    ("a <!-- b --> <Int>", "<p>a  &lt;Int></p>"),
  ])
  func `what GitHub shows is shown`(markdown: String, html: String) async throws {
    try await TemporaryFolder.with { folder in
      let page = Site(try folder.book(markdown), verdicts: [], stamp: .madeUp).text(of: .chapter(0))
      #expect(page.contains(html), "\(page)")
    }
  }
}
