/// Turns libcmark's nodes of running text into values, and adds what GFM has besides (sections 6.5 and 6.9).
struct InlineReader {
  private var source: SourceText
  private let writer: MarkWriter
  private(set) var links: [MarkdownLink] = []
  private(set) var issues: [MarkdownIssue] = []
  /// The last place that is known.
  private var place = 0

  init(_ source: SourceText, _ writer: MarkWriter) {
    (self.source, self.writer) = (source, writer)
  }

  /// Goes on with the text of a block that stands between two bytes.
  mutating func begin(at offset: Int, end: Int) {
    place = offset
    source.end = end
  }

  /// The text of a block.
  mutating func read(_ node: CMarkNode) -> [Inline] { inlines(of: node, isInLink: false) }

  private mutating func inlines(of node: CMarkNode, isInLink: Bool) -> [Inline] {
    var pieces = StruckText()
    var text = MarkedText()
    // A blank behind a comment at the start is none of the text.
    var isAtStart = false
    func literal(_ node: CMarkNode) -> String { writer.read(node.literal, asCode: true).text }
    for child in node.children {
      switch child.kind {
      case .text:
        text.append(writer.read(child.literal))
        if pieces.isEmpty, text.marks.first.map({ $0.mark.kind.isNothing && $0.index == 0 }) == true
        {
          isAtStart = true
        }
        continue
      case .inlineHTML:
        if pieces.isEmpty, text.bytes.isEmpty { isAtStart = true }
        readHTML(child, into: &text)
        continue
      default: break
      }
      let before = text.marks.last.flatMap { $0.index == text.bytes.count ? $0.mark : nil }
      if let before { place = before.offset }
      add(text, to: &pieces, isAtStart: isAtStart, isInLink: isInLink)
      text = MarkedText()
      switch child.kind {
      case .softBreak: pieces.append(.softBreak)
      case .lineBreak: pieces.append(.lineBreak)
      case .inlineCode: pieces.append(.code(literal(child)))
      case .emphasis: pieces.append(.emphasis(inlines(of: child, isInLink: isInLink)))
      case .strong: pieces.append(.strong(inlines(of: child, isInLink: isInLink)))
      case .link, .image: pieces.append(link(child, behind: before))
      default: break
      }
    }
    add(text, to: &pieces, isAtStart: isAtStart, isInLink: isInLink)
    return pieces.inlines
  }

  // MARK: Links

  private mutating func link(_ node: CMarkNode, behind mark: SourceMark?) -> Inline {
    let address = writer.read(node.destination)
    let title = writer.read(node.title, asCode: true).text
    var isImage = false
    if case .image = node.kind { isImage = true }
    if let first = address.marks.first, first.index == 0, first.mark.kind == .destination {
      let offset = first.mark.offset
      note(address.text, isImage, at: offset, length: source.lengthOfAddress(at: offset))
    } else if let mark, mark.kind == .autolink {
      let length = source.lengthOfAutolink(at: mark.offset)
      note(address.text, isImage, at: mark.offset + 1, length: length)
    } else {
      note(address.text, isImage, at: place, length: 0)
    }
    let inner = inlines(of: node, isInLink: true)
    return isImage
      ? .image(source: address.text, title: title, inner)
      : .link(destination: address.text, title: title, inner)
  }

  private mutating func note(_ target: String, _ isImage: Bool, at offset: Int, length: Int) {
    links.append(MarkdownLink(target: target, isImage: isImage, offset: offset, length: length))
  }

  // MARK: HTML

  private mutating func readHTML(_ node: CMarkNode, into text: inout MarkedText) {
    let html = writer.read(node.literal, asCode: true).bytes
    let mark = text.marks.last.flatMap { $0.index == text.bytes.count ? $0.mark : nil }
    let offset = mark?.offset ?? place
    guard html.has("<!--", at: 0) else {
      // What stands in a label, or where an address would.
      if let tag = SourceText(html).markup(at: 0) {
        issues.append(MarkdownIssue(tag, offset: offset))
      }
      return text.append(MarkedText(bytes: html))
    }
    if html.mayBeLonger {
      issues.append(MarkdownIssue(.unclosedComment, offset: offset))
    }
  }

  // MARK: Text

  private mutating func add(
    _ text: MarkedText, to pieces: inout StruckText, isAtStart: Bool, isInLink: Bool
  ) {
    var start = 0
    if pieces.isEmpty, isAtStart { start = text.bytes.prefix(while: \.isBlank).count }
    for (index, mark) in text.marks where index >= start {
      place = mark.offset
      switch mark.kind {
      case .tag: report(source.markup(at: mark.offset), at: mark.offset)
      case .destination where index > 0 && text.bytes[index - 1] == "<":
        report(source.markup(at: mark.offset - 1), at: mark.offset - 1)
      case .comment where text.bytes.has("<!--", at: index):
        report(.unclosedComment, at: mark.offset)
      case .bracket where text.bytes.has("[", at: index) || text.bytes.has("![", at: index):
        report(source.undefined(at: mark.offset), at: mark.offset)
      case .tilde:
        pieces.append(text.bytes[start..<index], isInLink: isInLink)
        let tildes = source.tildes(at: mark.offset)
        pieces.append(tildes)
        start = index + tildes.count
      case .address where !isInLink && !text.bytes[start..<index].isInBracket:
        guard let address = BareAddress(text.bytes, at: index) else { continue }
        pieces.append(text.bytes[start..<index], isInLink: isInLink)
        let words = text.bytes[index..<address.end].text
        note(address.destination, false, at: mark.offset, length: words.utf8.count)
        pieces.append(.link(destination: address.destination, title: "", [.text(words)]))
        start = address.end
      default: break
      }
    }
    pieces.append(text.bytes[start...], isInLink: isInLink)
  }

  private mutating func report(_ kind: MarkdownIssue.Kind?, at offset: Int) {
    if let kind { issues.append(MarkdownIssue(kind, offset: offset)) }
  }
}

extension SourceMark.Kind {
  /// Whether it stands for something that isn't shown.
  fileprivate var isNothing: Bool {
    self == .shortComment || self == .longerComment || self == .cell
  }
}

extension ArraySlice<UInt8> {
  /// Whether a bracket is open behind it.
  fileprivate var isInBracket: Bool {
    // A hostile text would have it look back to its start again and again.
    guard let bracket = suffix(4096).lastIndex(where: { $0 == "[" || $0 == "]" }) else {
      return false
    }
    return self[bracket] == "["
  }
}
