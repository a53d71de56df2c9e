import FoundationEssentials
import LabProtocol
import WorkbookRun
import WorkbookSupport

@testable import WorkbookModel

// What lies in a checkout: chapters, and workbook.json.

/// Where `workbook.json` is written, as it is read from a file; `script/fuzz` makes the folders.
private let folder = BookFolder(root: URL(filePath: ".build/fuzz/book"))

func checkChapter(_ bytes: [UInt8]) {
  // What isn't UTF-8, and what holds these two, is refused before it is read.
  let bytes = bytes.map { $0 == 0 || $0 == UInt8(ascii: "\r") ? UInt8(ascii: "\n") : $0 }
  let source = String(decoding: bytes, as: UTF8.self)
  var reader = ChapterReader(folder: folder, name: "01-made-up")
  let chapter = reader.read(source)
  var again = ChapterReader(folder: folder, name: "01-made-up")
  require(again.read(source) == chapter, "what is read twice is the same")
  require(again.problems.diagnostics == reader.problems.diagnostics, "and so is what is wrong")

  let lines = source.lines
  check(reader.problems.diagnostics, in: "chapters/01-made-up.md", lines)
  guard let chapter else { return }
  for block in chapter.blocks.flattened {
    require(lines.indices.contains(block.line - 1), "a block begins in the file")
    if case .code(let code) = block.kind, code.meaning != .plain {
      require(code.lines.upperBound <= lines.count, "a block ends in the file")
    }
  }
  for link in chapter.links {
    require(lines.indices.contains(link.range.start.line - 1), "a link is in the file")
    require(
      link.range.end.column <= lines[link.range.start.line - 1].count + 1, "a link is in its line")
    _ = LinkTarget(link.target)
  }
  for listing in chapter.listings { check(listing) }
  for example in chapter.examples {
    for (index, terminal) in example.terminals.enumerated() {
      require(example.windows.indices.contains(terminal.window), "a terminal has a window")
      for step in terminal.steps.indices {
        let place = StepPlace(terminal: index, step: step)
        require(example.steps(ofCommandAt: place).contains(place), "a step is one of its command's")
        _ = example.isInterrupted(at: place)
      }
    }
  }
  for terminal in chapter.examples.flatMap(\.terminals) {
    require(terminal.lines.contains(terminal.location.line), "a terminal is where its lines are")
    for step in terminal.steps {
      require(terminal.lines.contains(step.location.line), "a step is in its terminal")
      for line in step.expected {
        require(terminal.lines.contains(line.location.line), "a line is in its terminal")
      }
    }
  }
}

private func check(_ listing: Listing) {
  let count = listing.pieces.map(\.lines.count).reduce(0, +)
  require(listing.text.utf8.count { $0 == UInt8(ascii: "\n") } == count, "every line comes")
  for line in [Int.min, 0, 1, count, count + 1, .max] {
    let location = listing.location(ofLine: line)
    require(location.line >= 1, "a line of a listing is somewhere")
  }
  for piece in listing.pieces {
    require(piece.hidden.union(piece.markers).allSatisfy { 1...piece.lines.count ~= $0 }, "folds")
  }
}

private func check(_ diagnostics: [Diagnostic], in file: String, _ lines: [Substring]) {
  for diagnostic in diagnostics {
    require(!diagnostic.message.isEmpty, "a problem has words")
    for range in [diagnostic.range, diagnostic.fix?.range].compactMap(\.self)
    where range.start.file == file {
      require(
        lines.indices.contains(range.start.line - 1) && range.start.line == range.end.line,
        "a problem is in the file: \(diagnostic)")
      require(
        1 <= range.start.column && range.start <= range.end
          && range.end.column <= lines[range.start.line - 1].count + 1,
        "a problem is in its line: \(diagnostic)")
    }
  }
}

func checkMarkdown(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let blocks = try? CommonMark.parse(text) else { return }
  require((try? CommonMark.parse(text)) == blocks, "what is read twice is the same")
  for table in blocks.flattened.compactMap(\.table) {
    require(table.header.count == table.alignments.count, "each column has a heading")
    require(table.rows.allSatisfy { $0.count <= table.alignments.count }, "no row is longer")
  }
}

extension Block {
  fileprivate var table: Table? {
    if case .table(let table) = kind { table } else { nil }
  }
}

func checkConfiguration(_ bytes: [UInt8]) {
  do {
    try Data(bytes).write(to: folder.configuration)
  } catch {
    fatalError("\(error)")
  }
  var reader = ConfigurationReader(folder: folder)
  let configuration = reader.read(for: ["01-made-up", "02-other"])
  let diagnostics = reader.problems.diagnostics
  require((configuration == nil) != diagnostics.isEmpty, "it can be used, or something is wrong")
  check(
    diagnostics, in: "chapters/workbook.json", String(decoding: bytes, as: UTF8.self).lines)
  for address in (configuration?.hosts ?? [:]).values.flatMap(\.interfaces.values).joined() {
    let text = "\(address.address)/\(address.prefixLength)"
    require(InterfaceAddress(text) == address, "an address leads back")
    require(IPAddress(address.address) != nil, "the lab takes what the book has: \(text)")
  }
}

func checkJSON(_ bytes: [UInt8]) {
  let mistake = JSONSyntax.firstMistake(in: bytes)
  require(mistake.map { 0...bytes.count ~= $0 } ?? true, "a mistake is in the text")
  // Foundation guesses other encodings from zeros and from a mark at the beginning.
  guard !bytes.contains(0), !bytes.starts(with: [0xef, 0xbb, 0xbf]),
    !bytes.starts(with: [0xfe, 0xff]), !bytes.starts(with: [0xff, 0xfe])
  else { return }
  do {
    _ = try JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
    require(
      mistake.map { isComma(bytes, before: $0) } ?? true || isDeep(bytes),
      "what Foundation takes is JSON")
  } catch {
    // Of strings, only their ends are looked for; and a number may be too large for Foundation.
    let isPlain = bytes.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") }
    require(
      mistake != nil || !isPlain || bytes.contains { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 },
      "what Foundation doesn't take has a mistake: \(error)")
  }
}

/// Whether a list ends at once behind a comma, which Foundation takes and RFC 8259 doesn't.
private func isComma(_ bytes: [UInt8], before index: Int) -> Bool {
  guard index < bytes.count, "]}".utf8.contains(bytes[index]) else { return false }
  return bytes[..<index].last { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: ",")
}

private func isDeep(_ bytes: [UInt8]) -> Bool {
  bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } >= 100
}

/// A value of any kind; decoding it reads all of it.
private struct AnyJSON: Decodable {
  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      for key in object.allKeys { _ = try object.decode(Self.self, forKey: key) }
    } else if var list = try? decoder.unkeyedContainer() {
      while !list.isAtEnd { _ = try list.decode(Self.self) }
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() || (try? value.decode(Bool.self)) != nil
        || (try? value.decode(String.self)) != nil
      {
        return
      }
      _ = try value.decode(Double.self)
    }
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
