import FoundationEssentials
import Testing
import WorkbookTestSupport

/// The parts of the site's script that need no browser.
@Suite struct ScriptTests {
  private static let node = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: node != nil, "needs Node.js"))
  func `sections are ranked, and shown in their context`() async throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let outcome = try await Tool.run(
      URL(filePath: #require(Self.node)),
      ["script-tests.js", Checkout.root.appending(path: "Sources/WorkbookSite/script.js").path],
      in: tests)
    #expect(outcome.output == "")
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
  }

  @Test func `no text becomes part of a page as HTML`() throws {
    let script = try String(
      contentsOf: Checkout.root.appending(path: "Sources/WorkbookSite/script.js"), encoding: .utf8)
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
      #expect(!script.contains(way))
    }
  }
}
