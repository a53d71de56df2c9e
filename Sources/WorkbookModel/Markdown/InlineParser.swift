/// Reads running text (CommonMark 0.30, appendix, phase 2; GFM, sections 6.5 and 6.9).
struct InlineParser {
  let content: Content
  let bytes: [UInt8]
  let references: References
  var index = 0
  var tree = InlineTree()
  var delimiters = DelimiterStack()
  var brackets: [Bracket] = []
  private(set) var links: [MarkdownLink] = []
  private(set) var issues: [MarkdownIssue] = []
  /// Where the text begins that isn't in the tree yet.
  private var pending = 0
  /// Where the runs of backticks are, by their length, once the first one is met.
  private var backticks: [Int: [Int]]?
  /// What has been looked for in vain, and isn't looked for once more.
  private var missing: Set<String> = []

  init(_ content: Content, _ references: References) {
    (self.content, self.references) = (content, references)
    bytes = content.bytes
  }

  mutating func read() {
    while index < bytes.count { readNext() }
    addPending(upTo: index)
    matchDelimiters(above: nil)
  }

  private mutating func readNext() {
    switch bytes[index] {
    case "\n": readLineEnd()
    case "\\": readBackslash()
    case "`": readCode()
    case "*", "_", "~": readMarks()
    case "[": open(isImage: false)
    case "!" where bytes.byte(at: index + 1) == "[": open(isImage: true)
    case "]": closeBracket()
    case "<": readTag()
    case "&":
      guard let (text, end) = MarkdownText.reference(bytes[...], at: index) else {
        index += 1
        return
      }
      add(.text(text), upTo: end)
    case ":", "w", "W":
      // Those in brackets may be part of a link.
      guard brackets.isEmpty, let address = BareAddress(bytes, at: index, notBefore: pending) else {
        index += 1
        return
      }
      addPending(upTo: address.start)
      index = address.end
      addLink(
        to: address.destination, [.text(bytes[address.start..<address.end].text)],
        at: address.start, length: address.end - address.start)
      pending = index
    default: index += 1
    }
  }

  // MARK: Adding

  /// Adds the text that has been passed.
  mutating func addPending(upTo end: Int) {
    if pending < end { _ = tree.append(.text(bytes[pending..<end].text)) }
    pending = end
  }

  /// Adds a piece, and goes on behind it.
  mutating func add(_ kind: InlineTree.Kind, upTo end: Int) {
    addPending(upTo: index)
    _ = tree.append(kind)
    index = end
    pending = end
  }

  mutating func move(to end: Int) {
    index = end
    pending = end
  }

  private mutating func addLink(
    to destination: String, _ words: [Inline], at start: Int, length: Int
  ) {
    note(destination, at: start, length: length, isImage: false)
    _ = tree.append(.leaf(.link(destination: destination, title: "", words)))
  }

  mutating func note(_ target: String, at start: Int, length: Int, isImage: Bool) {
    links.append(
      MarkdownLink(
        target: target, isImage: isImage, offset: content.offset(of: start), length: length))
  }

  mutating func report(_ kind: MarkdownIssue.Kind, at index: Int) {
    issues.append(MarkdownIssue(kind, offset: content.offset(of: index)))
  }

  // MARK: Lines, backslashes and code

  private mutating func readLineEnd() {
    var end = index
    while end > pending, bytes[end - 1].isBlank { end -= 1 }
    let isBreak = bytes[end..<index].suffix(2) == [0x20, 0x20]
    let next = index + 1
    addPending(upTo: end)
    index = end
    add(.leaf(isBreak ? .lineBreak : .softBreak), upTo: next)
    skipBlanks()
  }

  /// Leaves out what a line is indented by.
  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index].isBlank { index += 1 }
    pending = index
  }

  private mutating func readBackslash() {
    switch bytes.byte(at: index + 1) {
    case UInt8(ascii: "\n")?:
      add(.leaf(.lineBreak), upTo: index + 2)
      skipBlanks()
    case let next? where next.isPunctuation:
      add(.text(String(Unicode.Scalar(next))), upTo: index + 2)
    default: index += 1
    }
  }

  private mutating func readCode() {
    let start = index
    let length = bytes[start...].prefix { $0 == "`" }.count
    let runs = backticks ?? Self.runs(in: bytes)
    backticks = runs
    let positions = runs[length] ?? []
    let place = positions.partitioningIndex { $0 >= start + length }
    guard place < positions.count else {
      index += length
      return
    }
    let end = positions[place]
    var code = bytes[(start + length)..<end].map { $0 == "\n" ? 0x20 : $0 }[...]
    if code.first == " ", code.last == " ", code.contains(where: { $0 != " " }) {
      code = code.dropFirst().dropLast()
    }
    add(.leaf(.code(code.text)), upTo: end + length)
  }

  private static func runs(in bytes: [UInt8]) -> [Int: [Int]] {
    var runs: [Int: [Int]] = [:]
    var index = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "`")) {
      let length = bytes[start...].prefix { $0 == "`" }.count
      runs[length, default: []].append(start)
      index = start + length
    }
    return runs
  }

  // MARK: What stands between < and >

  private mutating func readTag() {
    let start = index
    if let end = AngleBrackets.address(bytes, at: start) {
      let words = bytes[(start + 1)..<(end - 1)].text
      let isMail =
        !words.utf8.prefix { $0 != UInt8(ascii: "@") }.contains(UInt8(ascii: ":"))
        && words.utf8.contains(UInt8(ascii: "@"))
      addPending(upTo: start)
      addLink(
        to: isMail ? "mailto:\(words)" : words, [.text(words)], at: start + 1,
        length: end - start - 2)
      return move(to: end)
    }
    if bytes.has("<!--", at: start) { return readComment() }
    guard let (end, name) = markup() else {
      index += 1
      return
    }
    if let name {
      report(.rawHTML(name, isClosing: bytes[start + 1] == "/"), at: start)
    }
    // What isn't HTML is text, as in Array<Int>.
    index = end
  }

  /// Leaves a comment out.
  private mutating func readComment() {
    let start = index
    guard let end = find("-->", from: start + 2) else {
      report(.unclosedComment, at: start)
      index += 4
      return
    }
    if bytes[..<end].index(of: "<!--", from: min(start + 4, end)) != nil {
      report(.unclosedComment, at: start)
    }
    addPending(upTo: start)
    move(to: end + 3)
    if start == 0 { skipBlanks() }
  }

  /// The end of the markup that begins here, and the name of what only HTML knows; `nil` if none begins.
  private mutating func markup() -> (end: Int, name: String?)? {
    if let tag = AngleBrackets.tag(bytes, at: index) {
      return (tag.end, HTMLElement.isOne(tag.name) ? tag.name.lowercased() : nil)
    }
    let marks = [("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")]
    guard let (start, end) = marks.first(where: { bytes.has($0.0, at: index) }),
      start != "<!" || bytes.byte(at: index + 2)?.isLetter == true,
      let found = find(end, from: index + start.utf8.count)
    else { return nil }
    return (found + end.utf8.count, start)
  }

  /// Where a text comes next.
  private mutating func find(_ text: String, from start: Int) -> Int? {
    guard !missing.contains(text) else { return nil }
    let found = bytes.index(of: text, from: start)
    if found == nil { missing.insert(text) }
    return found
  }
}

extension [Int] {
  /// The first index whose element is of the second kind, where those of the first kind come first.
  fileprivate func partitioningIndex(_ isOfSecondKind: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isOfSecondKind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
