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
    let diagnostics = try await mistakes { try $0.book(chapter) }
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

  /// What a fix says is put into the text, and the text is read again.
  @Test(arguments: [
    "```swift a.swift hightlight=3\nlet a = 1\n```", "```console a port=3\n$ b\n```",
    "> ```console a untracd\n> $ b\n> ```",
    "```console pack\n$ b\n```\n\n```bytes packs\nc: d=01\n```",
    "{ \"title\": \"A\", \"authers\": [\"B\"] }",
    "{ \"title\": \"A\", \"parts\": [{ \"title\": \"B\", \"chapters\": [\"01-tset\"] }] }",
  ])
  func `a fix mends what is wrong`(text: String) async throws {
    try await TemporaryFolder.with { folder in
      let isConfiguration = text.hasPrefix("{")
      func read(_ text: String) -> [Diagnostic] {
        do {
          _ =
            isConfiguration
            ? try folder.book("Words.", configuration: text) : try folder.book(text)
          return []
        } catch {
          return (error as? MalformedBook)?.diagnostics ?? []
        }
      }
      let fix = try #require(read(text).first?.fix)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
      // A chapter's text begins in its third line.
      let line = fix.range.start.line - (isConfiguration ? 1 : 3)
      lines[line].replaceSubrange(
        (fix.range.start.column - 1)..<(fix.range.end.column - 1), with: fix.replacement)
      let mended = lines.map { String($0) }.joined(separator: "\n")
      #expect(read(mended).isEmpty, "\(mended)")
    }
  }

  /// An attribute that would be refused isn't suggested, and nothing is replaced at a place that isn't known.
  @Test(arguments: ["```swift a.swift fail\n1\n```", "```swift a&#46;swift hightlight=1\n1\n```"])
  func `some mistakes have no fix`(chapter: String) async throws {
    let diagnostics = try await mistakes { try $0.book(chapter) }
    let unknown = diagnostics.filter { $0.identifier == .unknownAttribute }
    #expect(unknown.count == 1)
    for diagnostic in unknown {
      if let fix = diagnostic.fix { #expect(fix.replacement == "highlight") }
    }
  }
}
