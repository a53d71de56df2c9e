import WorkbookModel
import WorkbookRun
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

  static func sections(of chapter: Chapter, verdicts: [String: Verdict]) -> [SearchSection] {
    var sections: [SearchSection] = []
    var headings = chapter.headings[...]
    for block in chapter.blocks.flattened {
      if case .heading = block.kind, let heading = headings.popFirst() {
        sections.append(SearchSection(anchor: heading.anchor, heading: heading.text))
      }
      // A chapter begins with its heading.
      guard var section = sections.popLast() else { continue }
      section.add(block, of: chapter, verdicts)
      sections.append(section)
    }
    return sections
  }

  private mutating func add(_ block: Block, of chapter: Chapter, _ verdicts: [String: Verdict]) {
    switch block.kind {
    case .paragraph(let inlines):
      Self.add(inlines.plainText, to: &prose)
    case .table(let table):
      for row in [table.header] + table.rows {
        Self.add(row.map(\.plainText).joined(separator: " "), to: &prose)
      }
    case .code(let block):
      if let (_, piece) = chapter.listing(at: block) {
        for (index, line) in piece.lines.enumerated() where !piece.markers.contains(index + 1) {
          Self.add(line, to: &code)
        }
      } else if let (example, terminal) = chapter.terminal(at: block) {
        for line in Self.lines(of: terminal, in: example, verdicts[example.name]) {
          Self.add(line, to: &output)
        }
      } else {
        for line in block.text.split(separator: "\n") { Self.add(line, to: &code) }
      }
    // What they hold comes by itself; raw HTML isn't prose.
    case .heading, .quote, .list, .html, .thematicBreak: break
    }
  }

  private static func add(_ line: some StringProtocol, to text: inout String) {
    let words = line.drop(while: \.isWhitespace)
    guard !words.isEmpty else { return }
    if !text.isEmpty { text += "\n" }
    text += words
  }

  /// What is typed in a terminal, and what it shows each time.
  private static func lines(
    of terminal: Terminal, in example: Example, _ verdict: Verdict?
  ) -> [String] {
    let index = example.terminals.firstIndex(of: terminal) ?? 0
    return terminal.commands.enumerated().flatMap { number, command -> [String] in
      let typed = command.line.split(separator: "\n").map(String.init)
      guard let verdict, verdict.passed, let recording = verdict.recording else {
        return typed + command.expected.filter { !$0.isAnyLines }.map(\.text)
      }
      return typed
        + constantLines(
          of: recording.terminals[index].commands[number].lines,
          verdict.alignments[index][number])
    }
  }

  /// The lines that the chapter knows, in its order, with an ellipsis for what fills a hole.
  private static func constantLines(of lines: [String], _ alignment: Alignment) -> [String] {
    var constant: [(position: Int, line: String)] = []
    for case .match(let position, let column, let fills) in alignment.steps {
      var characters = Array(lines[column])
      for fill in fills.reversed() { characters.replaceSubrange(fill.range, with: "…") }
      constant.append((position, String(characters)))
    }
    return constant.sorted { $0.position < $1.position }.map(\.line)
  }
}
