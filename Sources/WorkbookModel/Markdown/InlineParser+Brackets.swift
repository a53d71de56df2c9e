extension InlineParser {
  /// A bracket that may begin a link or a picture.
  struct Bracket {
    /// Its piece in the tree.
    let node: Int
    let isImage: Bool
    /// Where it stands.
    let start: Int
    /// Behind it.
    let end: Int
    /// The last marks before it.
    let delimiter: Int?
    /// Whether it may still begin a link: a link has no other link in it.
    var isActive = true
    /// Whether another bracket has been opened behind it.
    var isFollowed = false
  }

  mutating func open(isImage: Bool) {
    addPending(upTo: index)
    let end = index + (isImage ? 2 : 1)
    let node = tree.append(.text(isImage ? "![" : "["))
    if !brackets.isEmpty { brackets[brackets.count - 1].isFollowed = true }
    brackets.append(
      Bracket(
        node: node, isImage: isImage, start: index, end: end, delimiter: delimiters.last))
    move(to: end)
  }

  mutating func closeBracket() {
    guard let bracket = brackets.last else {
      index += 1
      return
    }
    let close = index
    guard bracket.isActive, let link = link(for: bracket, closedAt: close) else {
      if bracket.isActive { reportUndefined(bracket, closedAt: close) }
      brackets.removeLast()
      index += 1
      return
    }
    addPending(upTo: close)
    note(link.target, at: link.start, length: link.length, isImage: bracket.isImage)
    tree.wrap(
      after: bracket.node, before: nil,
      in: bracket.isImage
        ? .image(source: link.target, title: link.title)
        : .link(destination: link.target, title: link.title))
    matchDelimiters(above: bracket.delimiter)
    tree.remove(bracket.node)
    brackets.removeLast()
    if !bracket.isImage {
      for place in brackets.indices.reversed() where !brackets[place].isImage {
        guard brackets[place].isActive else { break }
        brackets[place].isActive = false
      }
    }
    move(to: link.end)
  }

  private struct Link {
    var target: String
    var title: String
    /// Where its destination stands, and how long it is.
    var start: Int
    var length: Int
    /// Behind it.
    var end: Int
  }

  private func link(for bracket: Bracket, closedAt close: Int) -> Link? {
    if let link = inlineLink(behind: close) { return link }
    var scanner = LinkScanner(bytes, at: close + 1)
    let label = scanner.label()
    let own = bytes[bracket.end..<close]
    let isCollapsed = label == nil && bytes.has("[]", at: close + 1)
    // A text with brackets in it is no label.
    guard let key = label ?? (bracket.isFollowed ? nil : own), key.count <= 999,
      let definition = references[key]
    else { return nil }
    return Link(
      target: definition.destination, title: definition.title, start: bracket.start, length: 0,
      end: isCollapsed ? close + 3 : scanner.index)
  }

  private func inlineLink(behind close: Int) -> Link? {
    var scanner = LinkScanner(bytes, at: close + 1)
    guard scanner.take("(") else { return nil }
    scanner.skipWhitespace()
    guard let destination = scanner.destination() else { return nil }
    let isTitled = scanner.isAtWhitespace
    scanner.skipWhitespace()
    let title = isTitled ? scanner.title() : nil
    scanner.skipWhitespace()
    guard scanner.take(")") else { return nil }
    return Link(
      target: MarkdownText.unescaped(destination), title: title.map(MarkdownText.unescaped) ?? "",
      start: destination.startIndex, length: destination.count, end: scanner.index)
  }

  /// Reports what looks like a footnote, or like a link whose label has no definition.
  private mutating func reportUndefined(_ bracket: Bracket, closedAt close: Int) {
    let words = bytes[bracket.end..<close]
    if words.first == "^", words.count > 1, !words.contains(where: \.isWhitespace) {
      return report(.footnote(words.text), at: bracket.start)
    }
    var scanner = LinkScanner(bytes, at: close + 1)
    if let label = scanner.label() {
      report(.undefinedReference(label.text), at: bracket.start)
    } else if bytes.has("[]", at: close + 1), !words.allSatisfy(\.isWhitespace) {
      report(.undefinedReference(words.text), at: bracket.start)
    }
  }
}
