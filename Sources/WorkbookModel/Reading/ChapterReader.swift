import FoundationEssentials
import WorkbookSupport

/// Reads one chapter.
struct ChapterReader {
  let folder: BookFolder
  let name: String
  private let path: String
  private(set) var findings = Findings()

  init(folder: BookFolder, name: String) {
    self.folder = folder
    self.name = name
    path = "chapters/\(name).md"
  }

  /// Reads the chapter as far as it can be read; what is wrong is in ``findings``.
  ///
  /// - Parameter old: The chapter as it was before, if nothing but its text can make it another one.
  /// - Returns: The chapter, or nothing where it is none.
  mutating func read(reusing old: Chapter? = nil) -> Chapter? {
    readSource().flatMap { $0 == old?.source ? old : read($0) }
  }

  /// Reads a text as if it were the chapter's file.
  mutating func read(_ source: String) -> Chapter? {
    let map = LineMap(file: path, text: source)
    let blocks: [Block]
    do {
      blocks = try CommonMark.parse(source)
    } catch {
      findings.report(.tooDeep, at: map.location(line: error.line))
      return nil
    }
    var listings = ListingReader(folder: folder, map: map)
    var terminals = TerminalReader(map: map)
    var layouts = ByteLayoutReader(map: map)
    for block in blocks.flattened {
      guard case .code(let code) = block.kind, code.isFenced else { continue }
      guard isClosed(code, map) else {
        findings.report(.unclosedFence, at: map.fence(inLine: code.lines.lowerBound))
        continue
      }
      let info = FenceInfo(code.info) { language in
        switch language {
        case "console": TerminalReader.attributes
        case "bytes": []
        default: ListingReader.fileAttributes + ListingReader.fragmentAttributes
        }
      }
      switch info.language {
      case "console": terminals.read(code, info)
      case "bytes": layouts.read(code, info)
      default: listings.read(code, info)
      }
    }
    findings.append(listings.findings)
    findings.append(terminals.findings)
    findings.append(layouts.findings)
    let names = terminals.examples.map(\.name)
    for layout in layouts.layouts where !names.contains(layout.example) {
      findings.report(
        .unknownExample(layout.example, nearest: names.nearest(to: layout.example)),
        at: layout.location)
    }

    guard case .heading(level: 1, let heading)? = blocks.first?.kind else {
      findings.report(.missingHeading, at: map.location(line: blocks.first?.line ?? 1))
      return nil
    }
    return Chapter(
      name: name, path: path, source: source, title: heading.plainText, blocks: blocks,
      headings: Heading.headings(of: blocks),
      listings: listings.listings, fragments: listings.fragments, examples: terminals.examples,
      layouts: layouts.layouts)
  }

  private mutating func readSource() -> String? {
    let start = SourceLocation(file: path, line: 1)
    let data: Data
    do {
      data = try folder.contents(of: path)
    } catch {
      findings.report(Problem(error), at: start)
      return nil
    }
    guard let source = String(validating: data, as: UTF8.self) else {
      let offset = Self.firstInvalidByte(in: data)
      let line = data.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
      findings.report(.notUTF8(offset: offset), at: SourceLocation(file: path, line: line))
      return nil
    }
    for (byte, problem) in [(UInt8(0), Problem.nulByte), (UInt8(ascii: "\r"), .carriageReturn)] {
      // Of the text, whose bytes lie beside each other; those of `Data` are asked for one by one.
      guard let index = source.utf8.firstIndex(of: byte) else { continue }
      let line = source.utf8[..<index].count { $0 == UInt8(ascii: "\n") } + 1
      findings.report(problem, at: SourceLocation(file: path, line: line))
      return nil
    }
    guard !source.allSatisfy(\.isWhitespace) else {
      findings.report(.emptyChapter, at: start)
      return nil
    }
    return source
  }

  /// Where the bytes stop being UTF-8: the longest prefix that is valid, give or take nothing.
  private static func firstInvalidByte(in data: Data) -> Int {
    var decoder = UTF8()
    var bytes = data.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
      offset += UTF8.width(scalar)
    }
    return offset
  }

  /// Whether a block ends with a fence of its own; CommonMark lets the document end it too.
  private func isClosed(_ code: CodeBlock, _ map: LineMap) -> Bool {
    guard let last = map.text(ofLine: code.lines.upperBound),
      code.lines.upperBound > code.lines.lowerBound
    else { return false }
    let fence = last.drop { $0 == ">" || $0 == " " }.trimmed
    return fence.count >= 3 && (fence.allSatisfy { $0 == "`" } || fence.allSatisfy { $0 == "~" })
  }
}
