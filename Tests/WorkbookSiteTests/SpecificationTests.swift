import FoundationEssentials
import Testing
import WorkbookTestSupport

@testable import WorkbookModel
@testable import WorkbookSite

/// The examples of CommonMark 0.30 and of GFM's extensions, each as the text of a chapter.
@Suite struct SpecificationTests {
  /// What becomes of an example that isn't as the specification has it.
  enum Outcome: Hashable, CustomStringConvertible {
    /// The chapter is malformed.
    case refused(Set<Diagnostic.Identifier>)
    case different

    var description: String {
      switch self {
      case .refused(let identifiers): "refused: \(identifiers.map(\.rawValue).sorted())"
      case .different: "different"
      }
    }
  }

  @Test func `CommonMark 0.30`() throws {
    try check(
      "commonmark-0.30.txt", count: 652, SpecificationDifferences.ofCommonMark)
  }

  @Test func `GFM's tables, tasks, strikethrough and bare addresses`() throws {
    try check("gfm-0.29.txt", count: 24, SpecificationDifferences.ofGFM)
  }

  private func check(
    _ file: String, count: Int, _ differences: [SpecificationDifferences.Reason: Set<Int>]
  ) throws {
    let examples = SpecificationExample.all(in: file)
    #expect(examples.count == count)
    var found: [Int: Outcome] = [:]
    for example in examples { found[example.number] = try outcome(of: example) }
    for example in examples {
      let reasons = differences.filter { $0.value.contains(example.number) }.map(\.key)
      let expected = reasons.map(\.outcome)
      #expect(
        found[example.number].map { [$0] } ?? [] == expected, "example \(example.number)")
    }
  }

  /// What becomes of an example; `nil` if that is what the specification says.
  private func outcome(of example: SpecificationExample) throws -> Outcome? {
    let folder = BookFolder(root: URL(filePath: "/nowhere"))
    var reader = ChapterReader(folder: folder, name: "01-test")
    let chapter = reader.read("# Test\n\n\(example.markdown)")
    var identifiers = Set(reader.problems.diagnostics.map(\.identifier))
    let links = try #require(chapter).links.map { LinkTarget($0.target) }
    // Whether there are the files is no question of Markdown.
    if links.contains(where: { if case .scheme = $0 { true } else { false } }) {
      identifiers.insert(.linkScheme)
    }
    guard identifiers.isEmpty, let chapter else { return .refused(identifiers) }
    let book = Book(
      folder: folder, configuration: BookConfiguration(title: "Test"), chapters: [chapter],
      malformed: [])
    let scope = Scope(book: book, chapter: chapter, isPart: false)
    var writer = ProseWriter(scope: scope) { block in
      let word = block.info.split(whereSeparator: \.isWhitespace).first.map(String.init)
      let language: HTML = word.map { " class=\"language-\($0)\"" } ?? ""
      return "<pre><code\(language)>\(block.text)</code></pre>\n"
    }
    let page = chapter.blocks.dropFirst().map { writer.html($0).text }.joined()
    let expected = PlainHTML.text(of: example.html) { source in
      if case .here(let address)? = scope.image(source) { address } else { nil }
    }
    let found = PlainHTML.text(of: page) { $0 }
    return expected == found ? nil : .different
  }
}
