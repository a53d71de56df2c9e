import FoundationEssentials
import Testing
import WorkbookTestSupport

/// What the documentation says of the tests.
@Suite struct DocumentationTests {
  @Test func `every test that the page on security names is there`() throws {
    let page = try text(of: "docs/security.md")
    let claims = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
    let tests = try testNames()
    #expect(claims.count > 10)
    for claim in claims {
      let cell = claim.split(separator: "|").last ?? ""
      let names = cell.matches(of: /`([^`]+)`/).map { String($0.1) }
      #expect(!names.isEmpty, "\(claim) has no test")
      for name in names {
        #expect(tests.contains(name), "there is no test `\(name)`")
      }
    }
  }

  private func testNames() throws -> Set<String> {
    let folder = Checkout.root.appending(path: "Tests")
    var names: Set<String> = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where file.hasSuffix("Tests.swift") {
      let source = try text(of: "Tests/\(file)")
      names.formUnion(source.matches(of: /func `([^`]+)`/).map { String($0.1) })
    }
    return names
  }

  private func text(of path: String) throws -> String {
    try String(contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
  }
}
