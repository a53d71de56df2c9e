import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// What `docs/problems.md` says of the problems that the tool reports.
@Suite struct ProblemDocumentationTests {
  /// A section of the page that is about one identifier.
  struct Entry: CustomTestStringConvertible, Sendable {
    var identifier: String
    /// The section that it is a part of, such as `Fences`.
    let group: String
    /// The message that it begins with.
    var message: String?
    /// Texts of chapters and of `workbook.json` that give the message.
    var examples: [String] = []

    var testDescription: String { identifier }
  }

  /// The sections whose examples are problems of a book that is read.
  static let groupsOfReading = ["Files", "Fences", "Listings", "Terminals", "Bytes and hosts"]

  static let entries: [Entry] = {
    let file = Checkout.root.appending(path: "docs/problems.md")
    guard let text = try? String(contentsOf: file, encoding: .utf8),
      let blocks = try? CommonMark.parse(text)
    else { return [] }
    var entries: [Entry] = []
    var group = ""
    for block in blocks {
      switch block.kind {
      case .heading(let heading, _) where heading.level == 2: group = heading.text
      case .heading(let heading, _) where heading.level == 3:
        entries.append(Entry(identifier: heading.text, group: group))
      case .paragraph(let inlines) where entries.last.map { $0.message == nil } == true:
        guard case .code(let message)? = inlines.first else { continue }
        entries[entries.count - 1].message = message
      case .code(let code) where code.fence == nil && !entries.isEmpty:
        entries[entries.count - 1].examples.append(code.text)
      default: break
      }
    }
    return entries
  }()

  @Test func `every identifier has an entry, and every entry an identifier`() {
    let documented = Self.entries.map(\.identifier)
    #expect(documented == Diagnostic.Identifier.allCases.map(\.rawValue))
    for entry in Self.entries { #expect(entry.message != nil, "\(entry.identifier)") }
  }

  @Test(arguments: entries.filter { groupsOfReading.contains($0.group) && !$0.examples.isEmpty })
  func `an example of the page gives its message`(_ entry: Entry) async throws {
    let diagnostics = try await mistakes { folder in
      var configuration = "{ \"title\": \"Test\" }"
      var chapters: [String] = []
      for example in entry.examples {
        if example.hasPrefix("{") {
          configuration = example
        } else {
          chapters.append(entry.group == "Files" ? example : "# Test\n\n\(example)")
        }
      }
      if chapters.isEmpty { chapters = ["# Test\n"] }
      try folder.write(configuration, to: "chapters/workbook.json")
      for (index, chapter) in chapters.enumerated() {
        let name = index == 0 ? "01-test" : "0\(index + 1)-more"
        try folder.write(chapter, to: "chapters/\(name).md")
      }
      return try Book.read(from: BookFolder(root: folder.url))
    }
    #expect(diagnostics.map(\.identifier.rawValue) == [entry.identifier])
    #expect(diagnostics.map(\.message) == [entry.message])
  }
}
