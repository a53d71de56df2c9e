import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

@Suite struct SiteTests {
  private let chapter = """
    Some *words*, `code`, a [link](01-test.md#a-heading "Title") and `<b>` <Key> & signs.
    <!-- for authors -->

    \\<script>alert("a stranger's")\\</script>

    A [link](tel:112), an ![image](a.png).

    ## A heading

    > **Correction** The original says otherwise.

    > Just quoted.

    1. one
    2. two

    - a

      more

    | a | b |
    |---|--:|
    | 1 | 2 |

    ```swift echo-server.swift highlight=2
    print("<one>")
    print("two")
    // snippet.hide
    print("hidden")
    // snippet.show
    ```

    ```swift echo-server.swift continued
    print("three")
    ```

    ```text
    <plain>
    ```

    ```console tcp-echo
    $ echo-server \\
    > --loud
    <one> [..] ms
    ...
    end
    ^C
    bye
    ```

    <!-- A30 -->

    ```console tcp-echo unordered
    $ echo-client
    b
    a
    [3]
    ```

    ---
    """

  private func run(in folder: TemporaryFolder, milliseconds: Int = 3) throws -> MadeUpRun {
    try folder.write(
      Data.png(), to: "chapters/a.png")
    return try MadeUpRun(
      chapter, in: folder,
      outputs: [["<one> \(milliseconds) ms\nx & y\nz\nend\n", "bye\n"], ["a\nb\n"]],
      statuses: [[.signaled(2)], [.exited(3)]])
  }

  private func site(_ run: MadeUpRun) -> Site {
    Site(run.book, verdicts: [run.verdict], stamp: .madeUp)
  }

  @Test func `a chapter becomes a page, a book an index`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      #expect(run.verdict.outcome == .passed)
      let changes = try await site(run).write()
      let names = [
        "01-test.html", "404.html", "book.html", "index.html",
        "listings/01-test/echo-server.swift", "names.html", "pictures/chapters/a.png", "script.js",
        "search-index.js", "style.css",
      ]
      #expect(changes == names.map { .missing($0) })
      try Golden.expect(folder.text(of: "site/01-test.html"), equals: "01-test.html")
      try Golden.expect(folder.text(of: "site/index.html"), equals: "index.html")
      try Golden.expect(folder.text(of: "site/search-index.js"), equals: "search-index.js")
    }
  }

  @Test func `the same book gives the same bytes, and nothing is written anew`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try await site(run(in: folder)).write()
      let before = try folder.text(of: "site/01-test.html")
      #expect(try await site(run(in: folder)).staleness() == [])
      #expect(try await site(run(in: folder)).write() == [])
      #expect(try folder.text(of: "site/01-test.html") == before)
    }
  }

  @Test func `what varies from run to run makes no page outdated`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try await site(run(in: folder)).write()
      let other = site(try run(in: folder, milliseconds: 99))
      #expect(try await other.staleness() == [])
    }
  }

  @Test func `a page that isn't what the chapter makes is told`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try await site(run(in: folder)).write()
      let page = try folder.text(of: "site/01-test.html")
      try folder.write(page.replacing("&lt;one>", with: "&lt;own>"), to: "site/01-test.html")
      try folder.write(page, to: "site/00-old.html")
      try folder.write("<p>Somebody else's</p>", to: "site/other.html")
      let site = site(try run(in: folder))
      #expect(try await site.staleness() == [.outdated("01-test.html"), .leftOver("00-old.html")])
      _ = try await site.write()
      #expect(try await site.staleness() == [])
      #expect(try folder.text(of: "site/01-test.html") == page)
      #expect(try folder.text(of: "site/other.html") == "<p>Somebody else's</p>")
      #expect(throws: (any Error).self) { try folder.text(of: "site/00-old.html") }
    }
  }

  @Test func `the answer of an exercise is folded, and only there`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = """
        > **Exercise**
        > Why?
        >
        > 1. Or how?
        >
        >    > **Answer**
        >    > Like *so*:
        >    >
        >    > ```text
        >    > so
        >    > ```
        >
        > > **Answer** Because.

        > **Answer** Nobody asked.
        """
      let site = Site(try folder.book(chapter), verdicts: [], stamp: .madeUp)
      let page = site.text(of: .chapter(0))
      #expect(
        page.contains(
          """
          <div class="callout exercise" role="note">
          <p><strong>Exercise</strong>
          Why?</p>
          <ol>
          <li><p>Or how?</p>
          <details class=answer><summary>Answer</summary>
          <p>Like <em>so</em>:</p>
          <pre class="plain"><code>so
          </code></pre>
          </details>
          </li>
          </ol>
          <details class=answer><summary>Answer</summary>
          <p> Because.</p>
          </details>
          </div>
          <blockquote>
          <p><strong>Answer</strong> Nobody asked.</p>
          </blockquote>
          """))
    }
  }

  @Test func `a book that is published somewhere says where`() async throws {
    try await TemporaryFolder.with { folder in
      let published = Site(
        try folder.book(
          "A & B", configuration: #"{ "title": "A", "url": "https://example.org/a?b&c" }"#),
        verdicts: [], stamp: .madeUp)
      _ = try await published.write()
      let page = try folder.text(of: "site/01-test.html")
      #expect(
        page.contains(
          """
          <meta property="og:title" content="Test">
          <meta property="og:description" content="A &amp; B">
          <meta property="og:site_name" content="A">
          <meta property="og:type" content="article">
          <meta property="og:url" content="https://example.org/a?b&amp;c/01-test.html">
          <link rel="canonical" href="https://example.org/a?b&amp;c/01-test.html">

          """))
      #expect(
        try folder.text(of: "site/sitemap.xml") == """
          <?xml version="1.0" encoding="utf-8"?>
          <!-- Made by workbook. -->
          <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
          <url><loc>https://example.org/a?b&amp;c/index.html</loc></url>
          <url><loc>https://example.org/a?b&amp;c/01-test.html</loc></url>
          <url><loc>https://example.org/a?b&amp;c/names.html</loc></url>
          <url><loc>https://example.org/a?b&amp;c/book.html</loc></url>
          </urlset>

          """)
      let plain = Site(
        try folder.book("A", configuration: #"{ "title": "A" }"#), verdicts: [], stamp: .madeUp)
      #expect(try await plain.staleness().contains(.leftOver("sitemap.xml")))
      #expect(!plain.text(of: .chapter(0)).contains("og:url"))
    }
  }

  @Test(arguments: [
    ("| `workbook run EXAMPLE` | runs it |\n|---|---|", "<a href=\"01-test.html#run-it\">"),
    ("Type **`workbook run e`**.", "<a href=\"01-test.html#run-it\">"),
    ("Type `workbook verify`.", ""),
  ])
  func `the command that repeats an example leads to where the book explains it`(
    text: String, link: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "## Run it\n\n\(text)\n\n```console a-b\n$ echo a\na\n```\n", in: folder, outputs: [["a\n"]]
      )
      let site = site(run)
      let end = link.isEmpty ? "" : "</a>"
      let line =
        "<p class=repeat>\(link)Run it yourself\(end): <code>workbook run a-b</code></p>\n"
      #expect(site.text(of: .chapter(0)).contains("</figure>\n\(line)"))
      let whole = line.replacing("01-test.html#run-it", with: "#01-test--run-it")
      #expect(site.text(of: .wholeBook).contains(whole))
    }
  }

  @Test func `chapters are listed by part`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("# Two\n", to: "chapters/02-two.md")
      let book = try folder.book(
        "Text",
        configuration: """
          { "title": "A & B", "authors": ["One", "Two"],
            "parts": [{ "title": "Part <I>", "chapters": ["02-two"] }] }
          """)
      _ = try await Site(book, verdicts: [], stamp: .madeUp).write()
      try Golden.expect(folder.text(of: "site/index.html"), equals: "parts.html")
    }
  }
}

extension Stamp {
  static let madeUp = Stamp(
    tool: "1.0", compiler: "Swift version 6.0 (swift-6.0)\nTarget: riscv64-linux-gnu\n")
}
