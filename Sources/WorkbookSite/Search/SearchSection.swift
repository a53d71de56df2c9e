import WorkbookModel
import WorkbookSupport
import WorkbookVerify

/// A heading and what stands below it, up to the next heading of any level.
struct SearchSection: Hashable, Sendable {
  var anchor: String
  var heading: String
  /// Paragraphs, items and cells, a line each.
  var prose = ""
  /// Lines of listings and other code, without their indentation.
  var code = ""
  /// Commands, and what they print.
  var output = ""

  static func sections(of chapter: Chapter, _ result: ChapterResult) -> [SearchSection] {
    var sections: [SearchSection] = []
    for block in chapter.blocks.flattened {
      if case .heading(let heading, _) = block.kind {
        let id = chapter.id(ofHeading: heading.anchor)
        sections.append(SearchSection(anchor: id, heading: heading.text))
      }
      // A chapter begins with its heading.
      guard var section = sections.popLast() else { continue }
      section.add(block, of: chapter, result)
      sections.append(section)
    }
    return sections
  }

  private mutating func add(_ block: Block, of chapter: Chapter, _ result: ChapterResult) {
    switch block.kind {
    case .paragraph(let inlines):
      Self.add(inlines.plainText, to: &prose)
    case .table(let table):
      for row in [table.header] + table.rows {
        Self.add(row.map(\.plainText).joined(separator: " "), to: &prose)
      }
    case .code(let block): add(block, of: chapter, result)
    // What they hold comes by itself.
    case .heading, .quote, .list, .thematicBreak: break
    }
  }

  private mutating func add(_ block: CodeBlock, of chapter: Chapter, _ result: ChapterResult) {
    switch block.meaning {
    case .listing(let name, let index):
      guard let piece = chapter.listings[name]?.pieces[index] else { return }
      for (index, line) in piece.lines.enumerated() where !piece.markers.contains(index + 1) {
        Self.add(line, to: &code)
      }
    case .terminal(let name, let index):
      if let verdict = result.examples[name]?.verdict, verdict.passed {
        let terminal = verdict.terminals[index]
        for step in terminal.steps {
          let lines = Self.constantLines(of: step)
          // How many blanks there are differs from run to run.
          add(
            step.step,
            showing: terminal.terminal.hasColumns
              ? lines.map { $0.split(separator: " ").joined(separator: " ") } : lines)
        }
      } else {
        for step in chapter.examples[name]?.terminals[index].steps ?? [] {
          add(step, showing: step.expected.filter { !$0.isAnyLines }.map(\.pattern.shown))
        }
      }
    case .fragment, .bytes, .plain:
      for line in block.text.split(separator: "\n") { Self.add(line, to: &code) }
    }
  }

  /// Adds what is typed, and what is shown each time.
  private mutating func add(_ step: Step, showing lines: [String]) {
    for line in (step.command ?? "").split(separator: "\n") { Self.add(line, to: &output) }
    for line in lines { Self.add(line, to: &output) }
  }

  private static func add(_ line: some StringProtocol, to text: inout String) {
    let words = line.drop(while: \.isWhitespace)
    guard !words.isEmpty else { return }
    if !text.isEmpty { text += "\n" }
    text += words
  }

  /// The lines that the chapter knows, in its order, with an ellipsis for what fills a hole.
  private static func constantLines(of verdict: StepVerdict) -> [String] {
    var constant: [(position: Int, line: String)] = []
    for case .match(let position, let column, let fills) in verdict.alignment?.steps ?? [] {
      var line = verdict.printed[column]
      for fill in fills.reversed() { line.bytes.replaceSubrange(fill.range, with: "…".utf8) }
      constant.append((position, line.shown))
    }
    return constant.sorted { $0.position < $1.position }.map(\.line)
  }
}
