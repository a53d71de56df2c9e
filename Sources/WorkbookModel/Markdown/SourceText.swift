/// The text of a document as it is written, for what libcmark's tree doesn't tell.
struct SourceText {
  private let bytes: [UInt8]
  /// How far it looks: a hostile text would have it look to its end again and again.
  private static let farthest = 4096

  private let definitions: Set<String>
  /// Where the block ends that is read.
  var end: Int

  init(_ bytes: [UInt8], definitions: Set<String> = []) {
    (self.bytes, self.definitions, end) = (bytes, definitions, bytes.count)
  }

  /// What stands from a byte on, at most up to the end of the block.
  private func text(from offset: Int) -> ArraySlice<UInt8> {
    bytes[min(offset, end)..<min(end, offset + Self.farthest)]
  }

  // MARK: HTML

  /// What only HTML knows, if it begins at a byte.
  func markup(at offset: Int) -> MarkdownIssue.Kind? {
    let text = Array(text(from: offset))
    if let tag = AngleBrackets.tag(text, at: 0) {
      guard HTMLElement.isOne(tag.name) else { return nil }
      return .rawHTML(tag.name.lowercased(), isClosing: text[1] == "/")
    }
    let marks = [("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")]
    guard let (start, end) = marks.first(where: { text.has($0.0, at: 0) }),
      start != "<!" || text.byte(at: 2)?.isLetter == true,
      text.index(of: end, from: start.utf8.count) != nil
    else { return nil }
    return .rawHTML(start, isClosing: false)
  }

  // MARK: Links

  /// What looks like a footnote, or like a link whose label has no definition, if it begins at a byte.
  func undefined(at offset: Int) -> MarkdownIssue.Kind? {
    let text = text(from: bytes.byte(at: offset) == "!" ? offset + 1 : offset)
    guard text.first == "[", let end = closing(in: text) else { return nil }
    let words = text[(text.startIndex + 1)..<end]
    if words.first == "^", words.count > 1, !words.contains(where: \.isWhitespace) {
      return .footnote(words.text)
    }
    let rest = text[(end + 1)...]
    if rest.first == "[", let end = closing(in: rest) {
      let label = rest[(rest.startIndex + 1)..<end]
      if label.isEmpty {
        return words.allSatisfy(\.isWhitespace) ? nil : .undefinedReference(words.text)
      }
      guard !label.contains(UInt8(ascii: "[")), !label.allSatisfy(\.isWhitespace),
        !definitions.contains(SourceMarker.key(label))
      else { return nil }
      return .undefinedReference(label.text)
    }
    return nil
  }

  /// Where the bracket closes with which a text begins.
  private func closing(in text: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case "\\": index += 1
      case "[":
        depth += 1
        guard depth <= 32 else { return nil }
      case "]":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// How long the address is that begins at a byte, behind a parenthesis or an angle bracket.
  func lengthOfAddress(at offset: Int) -> Int {
    let isBracketed = offset > 0 && bytes[offset - 1] == "<"
    var depth = 0
    var index = offset
    while let byte = bytes.byte(at: index), byte != "\n" {
      switch byte {
      case "\\": index += 1
      case ">" where isBracketed: return index - offset
      case "(": depth += 1
      case ")" where !isBracketed && depth == 0: return index - offset
      case ")": depth -= 1
      case " " where !isBracketed, "\t" where !isBracketed: return index - offset
      default: break
      }
      index += 1
    }
    return min(index, bytes.count) - offset
  }

  /// How long the address in angle brackets is that begin at a byte.
  func lengthOfAutolink(at offset: Int) -> Int {
    bytes[min(offset + 1, bytes.count)...].prefix { $0 != ">" && $0 != "\n" }.count
  }

  // MARK: Tildes

  /// What the tildes at a byte may do (CommonMark, section 6.2, for the marks of emphasis).
  func tildes(at offset: Int) -> StruckText.Tildes {
    let count = bytes[offset...].prefix(2).prefix { $0 == "~" }.count
    let (before, after) = (scalar(before: offset), scalar(at: offset + count))
    return StruckText.Tildes(
      count: count, opens: !after.isSpace && (!after.isSign || before.isSpace || before.isSign),
      closes: !before.isSpace && (!before.isSign || after.isSpace || after.isSign))
  }

  private func scalar(before offset: Int) -> Unicode.Scalar {
    var start = offset - 1
    while start > 0, bytes[start].isContinuation { start -= 1 }
    return offset > 0 ? scalar(at: start) : "\n"
  }

  private func scalar(at offset: Int) -> Unicode.Scalar {
    bytes[min(offset, bytes.count)...].prefix(4).text.unicodeScalars.first ?? "\n"
  }
}

extension Unicode.Scalar {
  /// Whether CommonMark takes it for whitespace (section 2.1).
  fileprivate var isSpace: Bool {
    self == "\t" || self == "\n" || self == "\u{C}" || self == "\r"
      || properties.generalCategory == .spaceSeparator
  }

  /// Whether CommonMark takes it for punctuation (section 2.1).
  fileprivate var isSign: Bool {
    if isASCII { return UInt8(value).isPunctuation }
    return switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
