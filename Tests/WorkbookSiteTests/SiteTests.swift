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
    Some *words*, `code`, a [link](01-test.md#a-heading "Title") and <b>raw HTML</b> & signs.
    <!-- for authors -->

    <script>alert("a stranger's")</script>

    A [harmful link](javascript:alert(1)), an ![image](a.png).

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
    var run = try MadeUpRun(
      chapter, in: folder,
      outputs: [["<one> \(milliseconds) ms\nx & y\nz\nend\nbye\n"], ["a\nb\n"]],
      statuses: [[.signaled(2)], [.exited(3)]])
    let count = run.recording.terminals[0].commands[0].output.count
    run.recording.terminals[0].commands[0].outputBeforeInterrupt = count - 4
    return run
  }

  private func site(_ run: MadeUpRun) -> Site {
    Site(run.book, verdicts: [run.verdict], orders: [:], stamp: .madeUp)
  }

  @Test func `a chapter becomes a page, a book an index`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      #expect(run.verdict.outcome == .passed)
      let changes = try await site(run).write()
      let names = [
        "01-test.html", "404.html", "book.html", "index.html", "names.html", "script.js",
        "search-index.js", "style.css",
      ]
      #expect(changes == names.map { .missing($0) })
      #expect(
        try Golden.compare(folder.text(of: "site/01-test.html"), with: "01-test.html") == .same)
      #expect(try Golden.compare(folder.text(of: "site/index.html"), with: "index.html") == .same)
      #expect(
        try Golden.compare(folder.text(of: "site/search-index.js"), with: "search-index.js")
          == .same)
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
      try folder.write(page.replacing("&lt;one&gt;", with: "&lt;own&gt;"), to: "site/01-test.html")
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

  @Test func `chapters are listed by part`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("# Two\n", to: "chapters/02-two.md")
      let book = try folder.book(
        "Text",
        configuration: """
          { "title": "A & B", "authors": ["One", "Two"],
            "parts": [{ "title": "Part <I>", "chapters": ["02-two"] }] }
          """)
      _ = try await Site(book, verdicts: [], orders: [:], stamp: .madeUp).write()
      #expect(try Golden.compare(folder.text(of: "site/index.html"), with: "parts.html") == .same)
    }
  }
}

extension Stamp {
  static let madeUp = Stamp(
    tool: "1.0", compiler: "Swift version 6.0 (swift-6.0)\nTarget: riscv64-linux-gnu\n")
}
