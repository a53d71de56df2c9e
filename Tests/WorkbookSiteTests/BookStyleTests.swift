import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport

/// A style sheet of the book's own.
@Suite struct BookStyleTests {
  @Test func `a book's own style sheet comes after ours, and goes with its key`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("p > a { color: red }\n", to: "chapters/own.css")
      let styled = Site(
        try folder.book("A", configuration: #"{ "title": "A", "style": "own.css" }"#),
        verdicts: [], stamp: .madeUp)
      _ = try await styled.write()
      #expect(try folder.text(of: "site/book.css").hasSuffix("\np > a { color: red }\n"))
      for file in styled.files where styled.name(of: file).hasSuffix(".html") {
        let page = styled.text(of: file)
        #expect(page.contains("href=\"style.css\">\n<link rel=\"stylesheet\" href=\"book.css\">\n"))
      }
      let plain = Site(
        try folder.book("A", configuration: #"{ "title": "A" }"#), verdicts: [], stamp: .madeUp)
      #expect(try await plain.staleness().contains(.leftOver("book.css")))
      // One that isn't ours stays.
      try folder.write("p { color: red }\n", to: "site/book.css")
      let changes = try await plain.staleness()
      #expect(!changes.contains(.leftOver("book.css")))
    }
  }

  @Test func `what a book's style sheet can change is documented`() throws {
    let style = try #require(Site.support["style.css"])
    let page = try String(
      contentsOf: Checkout.root.appending(path: "docs/style.md"), encoding: .utf8)
    let told = Set(page.matches(of: /`(--[a-z0-9-]+)`/).map { String($0.1) })
    let declared = style.matches(of: /(?m)^  (--[a-z0-9-]+):/).map { String($0.1) }
    #expect(told == Set(declared))
  }
}
