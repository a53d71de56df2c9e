import FoundationEssentials
import Testing

@testable import WorkbookModel
@testable import WorkbookSite

extension SpecificationExample {
  /// What becomes of an example whose page isn't what its HTML says.
  enum Outcome: Hashable, CustomStringConvertible {
    /// The chapter is malformed.
    case refused(Set<Diagnostic.Identifier>)
    /// The page shows something else.
    case different

    var description: String {
      switch self {
      case .refused(let identifiers): "refused: \(identifiers.map(\.rawValue).sorted())"
      case .different: "different"
      }
    }
  }

  /// What becomes of the example as the text of a chapter; `nil` if that is what its HTML says.
  var outcome: Outcome? {
    get throws {
      let folder = BookFolder(root: URL(filePath: "/nowhere"))
      var reader = ChapterReader(folder: folder, name: "01-test")
      let chapter = reader.read("# Test\n\n\(markdown)")
      var identifiers = Set(reader.problems.diagnostics.map(\.identifier))
      guard let chapter else { return .refused(identifiers) }
      // Whether the files are there isn't a question of Markdown.
      let links = chapter.links.map { LinkTarget($0.target) }
      if links.contains(where: { if case .scheme = $0 { true } else { false } }) {
        identifiers.insert(.linkScheme)
      }
      guard identifiers.isEmpty else { return .refused(identifiers) }
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
      let expected = PlainHTML.text(of: html) { source in
        if case .here(let address)? = scope.image(source) { address } else { nil }
      }
      let found = PlainHTML.text(of: page) { $0 }
      return expected == found ? nil : .different
    }
  }
}
