/// Puts marks into the lines of a document, without a change of what libcmark makes of them.
struct SourceMarker {
  private let bytes: [UInt8]
  private let writer: MarkWriter
  /// The labels of links that would be others with marks in them.
  private var labels: Set<String> = []
  /// All labels that may be defined.
  private(set) var definitions: Set<String> = []
  /// The labels of what may be definitions, by where their addresses stand.
  private(set) var definitionOffsets: [Int: String] = [:]
  private var line = 0..<0
  private var index = 0
  private var marked: [UInt8] = []
  /// Where the text of the line begins, behind the marks of quotations and lists.
  private var contentStart = 0
  /// Where the comment ends in which the index is.
  private var commentEnd = 0
  /// Where the next comment of the line ends; `nil` if none does.
  private var nextEnd: Int?

  init(_ bytes: [UInt8], writer: MarkWriter) {
    (self.bytes, self.writer) = (bytes, writer)
  }

  /// The lines of the document with marks.
  mutating func read(_ lines: [Range<Int>]) -> [[UInt8]] {
    for line in lines { noteLabel(in: line) }
    return lines.map { line in
      guard Self.needsMarks(bytes[line]) else { return Array(bytes[line]) }
      (self.line, index, marked) = (line, line.lowerBound, [])
      contentStart = startOfContent(line)
      nextEnd = bytes[line].index(of: "-->", from: index)
      while index < line.upperBound { readNext() }
      return marked
    }
  }

  private static func needsMarks(_ line: ArraySlice<UInt8>) -> Bool {
    line.contains { $0 == "[" || $0 == "<" || $0 == "~" || $0 == ":" || $0 == "." }
  }

  private func startOfContent(_ line: Range<Int>) -> Int {
    line.first { !bytes[$0].isOfContainer } ?? line.upperBound
  }

  private mutating func noteLabel(in line: Range<Int>) {
    let start = startOfContent(line)
    guard bytes[line].byte(at: start) == "[", let end = label(at: start), end < line.upperBound,
      bytes.byte(at: end) == ":"
    else { return }
    let label = bytes[(start + 1)..<(end - 1)]
    definitions.insert(Self.key(label))
    if Self.needsMarks(label) { labels.insert(Self.key(label)) }
  }

  /// What labels are compared by (CommonMark, section 6.3).
  static func key(_ label: ArraySlice<UInt8>) -> String {
    label.split(whereSeparator: \.isWhitespace).map(\.text).joined(separator: " ").lowercased()
      .uppercased()
  }

  // MARK: One piece after the other

  private mutating func readNext() {
    switch bytes[index] {
    case "\\" where bytes[line].byte(at: index + 1)?.isPunctuation == true: copy(2)
    case "<": readAngleBracket()
    case "[": readBracket(index)
    case "!" where bytes[line].byte(at: index + 1) == "[": readBracket(index + 1)
    case "]" where bytes[line].byte(at: index + 1) == "(": readDestination()
    case "~": readTildes()
    case "-" where index < commentEnd && bytes[line].byte(at: index + 1) == "-":
      // CommonMark 0.31 lets comments hold more dashes than libcmark's 0.30 does.
      copy(1)
      mark(.dash)
    case "h", "f", "w", "H", "F", "W":
      if isAtAddress { mark(.address) }
      copy(1)
    default: copy(1)
    }
  }

  private mutating func copy(_ count: Int) {
    let end = min(index + count, line.upperBound)
    marked += bytes[index..<end]
    index = end
  }

  private mutating func mark(_ kind: SourceMark.Kind) { marked += writer.mark(kind, index) }

  private var isAtAddress: Bool {
    // Nearly all are found out by the next byte.
    guard let next = bytes[line].byte(at: index + 1).map({ $0 | 0x20 }), next == "t" || next == "w",
      index == line.lowerBound || !bytes[index - 1].isLetter
    else { return false }
    let text = bytes[index..<line.upperBound].prefix(8).text.lowercased()
    return ["http://", "https://", "ftp://", "www."].contains { text.hasPrefix($0) }
  }

  /// Whether nothing but marks of quotations and lists stands before the index.
  private var isAtStart: Bool { index <= contentStart }

  private mutating func readTildes() {
    let count = bytes[index..<line.upperBound].prefix { $0 == "~" }.count
    // Three are a fence, and more than two strike nothing out.
    if count <= 2 { mark(.tilde) }
    copy(count)
  }

  private mutating func readAngleBracket() {
    if let end = AngleBrackets.address(bytes, at: index) {
      mark(.autolink)
      copy(end - index)
    } else if bytes.has("<!--", at: index) {
      readComment()
    } else {
      mark(.tag)
      index += 1
    }
  }

  private mutating func readComment() {
    guard let end = endOfComment() else {
      // At the start of a line it may be a block of lines.
      if !isAtStart { mark(.comment) }
      return copy(4)
    }
    if end <= index + 3 {
      mark(end == index + 2 ? .shortComment : .longerComment)
      index = end + 3
      return
    }
    // libcmark would leave out the text behind it, too, if it began the line.
    let isBlock = isAtStart && bytes[(end + 3)..<line.upperBound].allSatisfy(\.isBlank)
    if !isBlock {
      mark(.comment)
      commentEnd = end
    }
    copy(4)
  }

  /// Where the comment at the index ends in its line; a line of many comments is searched once.
  private mutating func endOfComment() -> Int? {
    if let nextEnd, nextEnd < index + 2 {
      self.nextEnd = bytes[line].index(of: "-->", from: index + 2)
    }
    return nextEnd
  }

  private mutating func readBracket(_ bracket: Int) {
    let isDefinition = isAtStart && bytes.byte(at: bracket + 1) != "^" && isDefined(bracket)
    if !isDefinition, index == line.lowerBound || bytes[index - 1] != "]" || index != bracket {
      mark(.bracket)
    }
    copy(bracket + 1 - index)
    guard isDefinition || !labels.isEmpty, let end = label(at: bracket), end <= line.upperBound,
      isDefinition || labels.contains(Self.key(bytes[(bracket + 1)..<(end - 1)]))
    else { return }
    copy(end - index)
    guard isDefinition else { return }
    let label = bytes[(bracket + 1)..<(end - 1)].text
    copy(1)
    skipToDestination()
    guard index < line.upperBound, bytes[index] != "*", bytes[index] != "_",
      AngleBrackets.address(bytes, at: index - 1) == nil
    else { return }
    definitionOffsets[index] = label
    mark(.definition)
  }

  private mutating func readDestination() {
    copy(2)
    while index < line.upperBound, bytes[index].isBlank { copy(1) }
    if bytes[line].byte(at: index) == "<", let end = AngleBrackets.address(bytes, at: index) {
      // It is a link by itself if the parenthesis begins no address; a mark would change that.
      return copy(end - index)
    }
    skipToDestination()
    // A mark between a blank and a sign of emphasis would change what that begins or ends.
    guard index < line.upperBound, bytes[index] != "*", bytes[index] != "_" else { return }
    mark(.destination)
  }

  /// Copies what stands before an address.
  private mutating func skipToDestination() {
    while index < line.upperBound, bytes[index].isBlank { copy(1) }
    if bytes[line].byte(at: index) == "<" { copy(1) }
  }

  private func isDefined(_ bracket: Int) -> Bool {
    label(at: bracket).map { bytes.byte(at: $0) == ":" } ?? false
  }

  /// Where a label ends; `nil` if none begins.
  private func label(at bracket: Int) -> Int? {
    var end = bracket + 1
    while end < bytes.count, end - bracket <= 1000 {
      switch bytes[end] {
      case "]": return end > bracket + 1 ? end + 1 : nil
      case "[": return nil
      case "\\": end += 2
      default: end += 1
      }
    }
    return nil
  }
}

extension UInt8 {
  /// Whether it may be a part of the marks of quotations and lists.
  fileprivate var isOfContainer: Bool {
    isBlank || isDigit || self == ">" || self == "-" || self == "*" || self == "+" || self == "."
      || self == ")"
  }
}
