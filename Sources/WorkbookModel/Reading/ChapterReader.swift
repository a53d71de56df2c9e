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
    let blocks: [Block]
    do {
      blocks = try CommonMark.parse(source, resolving: &reader)
    } catch {
      problems.report(.tooDeep, at: map.range(ofLine: error.line))
      return nil
    }
    reader.draft.finish()
    problems.append(reader.draft.problems)
    guard case .heading(let heading, _)? = blocks.first?.kind, heading.level == 1 else {
      problems.report(.missingHeading, at: map.range(ofLine: blocks.first?.line ?? 1))
      return nil
    }
    return Chapter(
      name: name, path: path, source: source, title: heading.text, blocks: blocks,
      headings: blocks.flattened.compactMap(\.heading), listings: reader.draft.listings,
      fragments: reader.draft.fragments, examples: reader.draft.examples)
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

/// Finds out what each code block of a chapter is.
private struct CodeBlockReader: BlockResolver {
  var draft: ChapterDraft

  mutating func meaning(of block: CodeBlock) -> CodeBlock.Meaning {
    guard block.isFenced else { return .plain }
    guard isClosed(block) else {
      draft.problems.report(.unclosedFence, at: draft.map.fence(inLine: block.lines.lowerBound))
      return .plain
    }
    let info = FenceInfo(block, draft.map) { FenceKinds.kind(of: $0).attributes }
    return FenceKinds.kind(of: info.language).read(block, info, into: &draft)
  }

  /// Whether a block ends with a fence of its own; CommonMark lets the document end it too.
  private func isClosed(_ block: CodeBlock) -> Bool {
    guard let last = draft.map.text(ofLine: block.lines.upperBound),
      block.lines.upperBound > block.lines.lowerBound
    else { return false }
    let fence = last.drop { $0 == ">" || $0 == " " }.trimmed
    return fence.count >= 3 && (fence.allSatisfy { $0 == "`" } || fence.allSatisfy { $0 == "~" })
  }
}

extension Block {
  fileprivate var heading: Heading? {
    if case .heading(let heading, _) = kind { heading } else { nil }
  }
}
