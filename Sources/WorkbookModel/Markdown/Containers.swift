/// The quotations and items that a block is in, from the outside to the inside.
struct Containers {
  private enum Container {
    case quote
    /// An item, by the line on which it begins, where its text begins there, and how far the text is indented.
    case item(line: Int, start: Int, width: Int)
  }

  private var containers: [Container] = []

  /// What a quotation in them is in.
  var withQuote: Containers {
    var inner = self
    inner.containers.append(.quote)
    return inner
  }

  /// What the blocks of an item in them are in.
  func with(item: CMarkNode, line: Int, _ lines: [[UInt8]]) -> Containers {
    guard lines.indices.contains(line - 1) else { return self }
    let text = lines[line - 1]
    let marker = min(max(0, item.column), text.count)
    let digits = text[marker...].prefix(while: \.isDigit).count
    var start = min(marker + digits + 2, text.count)
    if let first = item.firstChild, first.line == item.line {
      // The text of indented code begins behind what makes it code.
      if case .code = first.kind, text[..<max(0, first.column)].suffix(4).allSatisfy(\.isBlank) {
      } else {
        start = min(max(start - 1, first.column), text.count)
      }
    }
    let outer = self.start(of: text, line: line) ?? 0
    var inner = self
    let width = Self.column(of: start, in: text) - Self.column(of: outer, in: text)
    inner.containers.append(.item(line: line, start: start, width: width))
    return inner
  }

  /// Where the part of a line begins that belongs to blocks in them; `nil` if the line doesn't belong there, or only as
  /// a line of a paragraph that has no marks of its own.
  func start(of text: [UInt8], line: Int) -> Int? {
    var index = 0
    for container in containers {
      switch container {
      case .item(line, let start, _): index = start
      case .item(_, _, let width):
        let first = Self.column(of: index, in: text)
        while index < text.count, text[index].isBlank,
          Self.column(of: index, in: text) < first + width
        {
          index += 1
        }
        guard Self.column(of: index, in: text) >= first + width else { return nil }
      case .quote:
        let blanks = text[index...].prefix { $0 == " " }.count
        guard blanks < 4, text.byte(at: index + blanks) == ">" else { return nil }
        index += blanks + 1
        if text.byte(at: index)?.isBlank == true { index += 1 }
      }
    }
    return index
  }

  /// How many columns of blanks come next in a line.
  static func indentation(of text: [UInt8], from start: Int) -> Int {
    let end = text[start...].firstIndex { !$0.isBlank } ?? text.count
    return column(of: end, in: text) - column(of: start, in: text)
  }

  /// The column of a byte, with tabs as wide as they are.
  private static func column(of index: Int, in text: [UInt8]) -> Int {
    text[..<min(index, text.count)].reduce(0) { $1 == "\t" ? ($0 / 4 + 1) * 4 : $0 + 1 }
  }
}
