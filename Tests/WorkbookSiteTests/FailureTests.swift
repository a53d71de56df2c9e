import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// What previews show where a book doesn't verify.
@Suite struct FailureTests {
  private static let chapter = """
    Words.

    ```swift one.swift
    print("one")
    ```

    ```console a-b
    $ one
    <two>
    ```

    ```console a-b
    $ echo
    ```
    """

  private func page(
    _ change: (inout Verdict?) -> Void = { _ in }, diagnostics: [Diagnostic] = []
  ) async throws -> String {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(Self.chapter, in: folder, outputs: [["one\n"], ["\n"]])
      var verdict: Verdict? = run.verdict
      change(&verdict)
      let site = Site(
        run.book, verdicts: verdict.map { [$0] } ?? [],
        diagnostics: ["01-test": diagnostics], stamp: .madeUp)
      return site.text(of: .chapter(0))
    }
  }

  @Test func `an example that failed`() async throws {
    let page = try await page()
    #expect(page.contains("<code>chapters/01-test.md:11:1</code>"))
    #expect(page.contains("`one` printed something else"))
    #expect(page.contains("-&lt;two&gt;\n+one\n"))
    #expect(page.occurrences(of: "class=\"failure\"") >= 1)
    #expect(page.occurrences(of: "<span class=\"badge\">failed</span>") == 2)
    #expect(page.contains("$ one\n&lt;two&gt;\n"))
  }

  @Test func `an example that wasn't run`() async throws {
    let pending = try await page { $0 = nil }
    #expect(pending.occurrences(of: "<span class=\"badge\">not run yet</span>") == 2)
    #expect(!pending.contains("class=\"failure\""))
    let notBuilt = try await page { $0?.outcome = .notBuilt(["one"]) }
    #expect(notBuilt.contains("`a-b` wasn't run, as one isn't built"))
    let failure = LabFailure(purpose: .makeNamespaces, call: .unshare, code: 1)
    let unavailable = try await page { verdict in
      verdict?.outcome = .unavailable(failure)
    }
    #expect(unavailable.contains("<span class=\"badge\">not verified here</span>"))
    #expect(unavailable.contains("make the lab's namespaces: unshare"))
  }

  @Test func `what the compiler says is shown below its listing, or above the page`() async throws {
    let page = try await page(diagnostics: [
      Diagnostic(
        .compiler, at: SourceLocation(file: "chapters/01-test.md", line: 6, column: 3), "bad",
        in: .listing("one.swift", piece: 0)),
      Diagnostic(.compiler, at: SourceLocation(file: "Sources/a.swift", line: 1), "elsewhere"),
    ])
    let places = try [
      "elsewhere", "<h1", "one.swift</a></figcaption>", "</figure>", "01-test.md:6:3",
    ]
    .map {
      try #require(page.firstRange(of: $0)).lowerBound
    }
    #expect(places == places.sorted())
  }

  @Test func `a chapter that can't be read`() {
    let page = StandInPage(
      "chapters/01-<a>.md can't be read",
      diagnostics: [
        Diagnostic(.tooDeep, at: SourceLocation(file: "chapters/01-a.md", line: 7), "a <b> & c")
      ]
    ).text
    #expect(page.contains("<h1 id=\"malformed\">chapters/01-&lt;a&gt;.md can't be read</h1>"))
    #expect(page.contains("<strong>error:</strong> a &lt;b&gt; &amp; c"))
  }
}

extension String {
  fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
