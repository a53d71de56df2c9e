import FoundationEssentials
import WorkbookTestSupport

/// An example of a specification: Markdown, and the HTML that is to become of it.
struct SpecificationExample: Sendable {
  /// Its number in the specification.
  let number: Int
  let markdown: String
  let html: String

  /// Reads the examples of a file, as specifications of Markdown have them.
  static func all(in name: String) -> [SpecificationExample] {
    let file = Checkout.root.appending(path: "Tests/WorkbookSiteTests/Fixtures/\(name)")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let fence = String(repeating: "`", count: 32)
    let pieces = text.replacing("→", with: "\t").split(separator: "\n\(fence) example ").dropFirst()
    return pieces.compactMap { piece in
      let lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
      guard let number = lines.first.flatMap({ Int($0) }), let dot = lines.firstIndex(of: "."),
        let end = lines.firstIndex(of: Substring(fence))
      else { return nil }
      func joined(_ lines: ArraySlice<Substring>) -> String { lines.map { $0 + "\n" }.joined() }
      return SpecificationExample(
        number: number, markdown: joined(lines[1..<dot]), html: joined(lines[(dot + 1)..<end]))
    }
  }
}
