import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// Listings that a reader can save.
@Suite struct DownloadTests {
  @Test func `a listing can be saved, and what isn't Swift only as text`() async throws {
    try await TemporaryFolder.with { folder in
      let page = """
        ```html page.html
        <script>alert(1)</script>
        ```

        ```swift a.swift
        print("<a>")
        // snippet.hide
        print("b")
        // snippet.show
        ```

        ```swift a.swift continued
        print("c")
        ```
        """
      let site = Site(try folder.book(page), verdicts: [], stamp: .madeUp)
      _ = try await site.write()
      #expect(
        try folder.text(of: "site/listings/01-test/a.swift") == """
          print("<a>")
          // snippet.hide
          print("b")
          // snippet.show
          print("c")

          """)
      #expect(
        try folder.text(of: "site/listings/01-test/page.html.txt")
          == "<script>alert(1)</script>\n")
      let html = try folder.text(of: "site/01-test.html")
      #expect(
        html.contains(
          "<a href=\"listings/01-test/page.html.txt\" download=\"page.html\">page.html</a>"))
      #expect(html.ranges(of: "<a href=\"listings/01-test/a.swift\" download>").count == 1)
    }
  }

  @Test func `a listing that is no more can't be saved any more`() async throws {
    try await TemporaryFolder.with { folder in
      func site(_ text: String) throws -> Site {
        Site(try folder.book(text), verdicts: [], stamp: .madeUp)
      }
      _ = try await site("```text a.txt\na\n```\n\n```text b/c.txt\nc\n```\n").write()
      let without = try site("Nothing.")
      let downloads = ["listings/01-test/a.txt.txt", "listings/01-test/b/c.txt.txt"]
      let leftOver = try await without.staleness().compactMap { staleness in
        if case .leftOver(let name) = staleness { name } else { nil }
      }
      #expect(leftOver == downloads)
      _ = try await without.write()
      #expect(try await without.staleness() == [])
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.url.appending(path: "site/listings").path))
    }
  }
}
