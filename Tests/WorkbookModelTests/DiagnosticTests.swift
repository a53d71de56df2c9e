import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// What a diagnostic is besides its words.
@Suite struct DiagnosticTests {
  /// A chapter in which `①` and `②` enclose what the first diagnostic is about.
  @Test(
    arguments: [
      ("```swift a.swift ①hightlight②=3\nlet a = 1\n```", .unknownAttribute, "highlight"),
      // The same word elsewhere in the line doesn't mislead it.
      ("```swift ports.swift ①port②=3 ports=3\n1\n```", .unknownAttribute, nil),
      ("```console a\n$ b\n```\n\n```bytes ①b②\nc: d=01\n```", .unknownExample, "a"),
      ("①```②console\n$ a\n```", .unnamedTerminal, nil),
      ("```console ①Big②\n$ a\n```", .exampleName, nil),
      ("```console a\n①words②\n```", .outputBeforeCommand, nil),
      ("A [link](①#nowhere②).", .brokenLink, nil),
    ] as [(String, Diagnostic.Identifier, String?)])
  func `a mistake has a kind, a range and perhaps a fix`(
    marked: String, identifier: Diagnostic.Identifier, replacement: String?
  ) async throws {
    let chapter = marked.replacing("①", with: "").replacing("②", with: "")
    let diagnostics = try await mistakes { _ = try $0.book(chapter) }
    let diagnostic = try #require(diagnostics.first)
    #expect(diagnostic.identifier == identifier)
    let line = try #require(marked.split(separator: "\n").first { $0.contains("①") })
    let start = try #require(line.firstIndex(of: "①"))
    let end = try #require(line.firstIndex(of: "②"))
    let column = line.distance(from: line.startIndex, to: start) + 1
    #expect(diagnostic.range.start.column == column)
    #expect(diagnostic.range.end.column == column + line.distance(from: start, to: end) - 1)
    #expect(diagnostic.range.end.line == diagnostic.location.line)
    #expect(diagnostic.fix?.replacement == replacement)
    if let fix = diagnostic.fix { #expect(fix.range == diagnostic.range) }
  }

  @Test func `every problem is of a kind of its own`() {
    #expect(
      Set(Diagnostic.Identifier.allCases.map(\.rawValue)).count
        == Diagnostic.Identifier.allCases.count)
    for identifier in Diagnostic.Identifier.allCases {
      #expect(identifier.rawValue.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
    }
  }
}
