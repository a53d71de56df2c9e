import FoundationEssentials
import WorkbookSupport

/// Reads one chapter.
struct ChapterReader {
  let folder: BookFolder
  let name: String
  private let path: String
  private(set) var problems = ProblemList()

  init(folder: BookFolder, name: String) {
    self.folder = folder
    self.name = name
    path = "chapters/\(name).md"
  }

  /// Reads the chapter as far as it can be read; what is wrong is in ``problems``.
  ///
  /// - Parameter old: The chapter as it was before, if nothing but its text can make it another one.
  /// - Returns: The chapter, or `nil` if it is none.
  mutating func read(reusing old: Chapter? = nil) -> Chapter? {
    readSource().flatMap { $0 == old?.source ? old : read($0) }
  }

  /// Reads a text as if it were the chapter's file.
  mutating func read(_ source: String) -> Chapter? {
    let map = LineMap(file: path, text: source)
    var reader = CodeBlockReader(draft: ChapterDraft(folder: folder, map: map))
    let document: MarkdownDocument
    do {
      document = try CommonMark.parse(source, resolving: &reader)
    } catch {
      problems.report(.tooDeep, at: map.range(ofLine: error.line))
      return nil
    }
    reader.draft.finish()
    problems.append(reader.draft.problems)
    reportIssues(of: document)
    reportStrayFences(in: document, map)
    guard case .heading(let heading, _)? = document.blocks.first?.kind, heading.level == 1,
      heading.text.unicodeScalars.contains(where: \.isVisible)
    else {
      let isFrontMatter = ["---", "+++"].contains(map.text(ofLine: 1)?.trimmed)
      problems.report(
        isFrontMatter ? .frontMatter : .missingHeading,
        at: map.range(ofLine: isFrontMatter ? 1 : document.blocks.first?.line ?? 1))
      return nil
    }
    return Chapter(
      name: name, path: path, source: source, title: heading.text, blocks: document.blocks,
      headings: document.blocks.flattened.compactMap(\.heading), links: links(of: document),
      listings: reader.draft.listings, fragments: reader.draft.fragments,
      examples: reader.draft.examples)
  }

  private func locations(
    ofBytes offsets: some Sequence<Int>, in document: MarkdownDocument
  ) -> [Int: SourceLocation] {
    document.places(ofBytes: offsets).mapValues { place in
      SourceLocation(file: path, line: place.line, column: place.column)
    }
  }

  private func links(of document: MarkdownDocument) -> [Chapter.Link] {
    let locations = locations(
      ofBytes: document.links.flatMap { [$0.offset, $0.offset + $0.length] }, in: document)
    return document.links.compactMap { link in
      guard let start = locations[link.offset], let end = locations[link.offset + link.length]
      else { return nil }
      let isInLine = start.line == end.line
      let range = SourceRange(start, length: isInLine ? end.column - start.column : 0)
      return Chapter.Link(target: link.target, isPicture: link.isImage, range: range)
    }
  }

  private mutating func reportIssues(of document: MarkdownDocument) {
    // An element is told once, where it begins, and so is a footnote.
    var told: Set<Problem> = []
    let locations = locations(ofBytes: document.issues.map(\.offset), in: document)
    for issue in document.issues.sorted(by: { $0.offset < $1.offset }) {
      let problem = Problem(issue)
      switch issue.kind {
      case .rawHTML(_, isClosing: true), .footnote: if told.contains(problem) { continue }
      default: break
      }
      told.insert(problem)
      if let location = locations[issue.offset] { problems.report(problem, at: location) }
    }
  }

  /// Reports what people take for fences, in the text that isn't code.
  private mutating func reportStrayFences(in document: MarkdownDocument, _ map: LineMap) {
    for line in document.paragraphs.joined() {
      guard let text = map.text(ofLine: line),
        let fence = StrayFence.find(in: text, before: map.text(ofLine: line + 1))
      else { continue }
      let column = text.distance(from: text.startIndex, to: fence.marks.startIndex) + 1
      problems.report(
        .notAFence(reason: fence.reason),
        at: SourceRange(map.location(line: line, column: column), length: fence.marks.count))
    }
  }

  private mutating func readSource() -> String? {
    let start = SourceLocation(file: path, line: 1)
    let data: Data
    do {
      data = try folder.contents(of: path)
    } catch {
      problems.report(Problem(error), at: start)
      return nil
    }
    guard let source = String(validating: data, as: UTF8.self) else {
      let offset = Self.firstInvalidByte(in: data)
      let line = data.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
      problems.report(.notUTF8(offset: offset), at: SourceLocation(file: path, line: line))
      return nil
    }
    for (byte, problem) in [(UInt8(0), Problem.nulByte), (UInt8(ascii: "\r"), .carriageReturn)] {
      // Of the text, whose bytes lie beside each other; those of `Data` are asked for one by one.
      guard let index = source.utf8.firstIndex(of: byte) else { continue }
      let line = source.utf8[..<index].count { $0 == UInt8(ascii: "\n") } + 1
      problems.report(problem, at: SourceLocation(file: path, line: line))
      return nil
    }
    guard !source.allSatisfy(\.isWhitespace) else {
      problems.report(.emptyChapter, at: start)
      return nil
    }
    return source
  }

  /// Where the bytes stop being UTF-8: behind the longest prefix that is valid.
  private static func firstInvalidByte(in data: Data) -> Int {
    var decoder = UTF8()
    var bytes = data.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
      offset += UTF8.width(scalar)
    }
    return offset
  }
}

extension Unicode.Scalar {
  /// Whether there is something to see, unlike of a blank or of a joiner.
  fileprivate var isVisible: Bool {
    !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
      && properties.generalCategory != .control
  }
}

extension Problem {
  fileprivate init(_ issue: MarkdownIssue) {
    self =
      switch issue.kind {
      case .unclosedComment: .unclosedComment
      case .rawHTML(let name, _): .rawHTML(name)
      case .footnote(let label): .footnote(label)
      case .undefinedReference(let label): .undefinedReference(label)
      case .unusedDefinition(let label): .unusedDefinition(label)
      case .extraCell: .extraCell
      }
  }
}

extension Block {
  fileprivate var heading: Heading? {
    if case .heading(let heading, _) = kind { heading } else { nil }
  }
}
