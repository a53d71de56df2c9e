import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookSite
import WorkbookSupport
import WorkbookTestSupport

/// What pages tell browsers to load and run, should a chapter ever get something into them.
@Suite struct ContentPolicyTests {
  private var policies: Regex<(Substring, Substring)> {
    /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/
  }

  @Test func `every page says first what it loads and runs`() async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(try folder.book("A"), verdicts: [], stamp: .madeUp)
      let pages =
        site.files.filter { site.name(of: $0).hasSuffix(".html") }.map(site.text)
        + [
          StandInPage("A", diagnostics: []).text, StandInPage("A", message: "B").text,
        ]
      #expect(pages.count == 7)
      for page in pages {
        // A browser knows nothing of it before it comes to it.
        #expect(
          page.hasPrefix(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            \(ContentPolicy.published.element)

            """))
        #expect(page.matches(of: policies).count == 1)
        // Nothing else in it is meant to run.
        #expect(page.ranges(of: "<script").count == 1)
      }
    }
  }

  @Test func `a page runs the script that is known by its hash, and what that loads`() async throws
  {
    try await TemporaryFolder.with { folder in
      let page = Site(try folder.book("A"), verdicts: [], stamp: .madeUp).text(of: .chapter(0))
      let script = try #require(page.firstMatch(of: /<script>(.*?)<\/script>/)).1
      var hash = SHA256()
      hash.update(script.utf8)
      let policy = try #require(page.firstMatch(of: policies)).1
      #expect(
        policy.split(separator: "; ") == [
          "default-src 'none'",
          "script-src 'sha256-\(Data(hash.digest).base64EncodedString())' 'strict-dynamic'",
          "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "font-src 'self' data:",
          "base-uri 'none'", "form-action 'none'",
        ])
    }
  }
}
