/// The words behind an opening fence: a language, a name, attributes.
struct FenceInfo {
  let language: Word
  let name: Word?
  let attributes: [Attribute]
  /// The marks of the opening fence.
  let fence: SourceRange
  /// The line of the opening fence.
  let line: Int

  /// A word and where it stands.
  struct Word {
    let text: String
    /// The word in its line; `nil` if it is written there in another way, as with an entity.
    fileprivate let place: Substring?
    fileprivate let content: Substring
    /// Where the line begins.
    fileprivate let line: SourceLocation

    var range: SourceRange {
      guard let place else { return SourceRange(line) }
      var start = line
      // Counting characters takes longer than reading the fence, and few places are asked for.
      start.column += content.distance(from: content.startIndex, to: place.startIndex)
      return SourceRange(start, length: place.count)
    }
  }

  struct Attribute {
    let name: String
    let value: String?
    private let word: Word

    init(_ word: Word) {
      let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      name = String(parts[0])
      value = parts.count > 1 ? String(parts[1]) : nil
      self.word = word
    }

    /// Where its name stands.
    var range: SourceRange {
      let range = word.range
      return range.start == range.end ? range : SourceRange(range.start, length: name.count)
    }
  }

  /// Reads the words of a block's fence.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - map: The lines of the chapter.
  ///   - known: The attributes of a language, which are no names.
  init(_ block: CodeBlock, _ map: LineMap, known: (String) -> [String]) {
    line = block.lines.lowerBound
    fence = map.range(of: block.fence?.text ?? "```", inLine: line)
    let words = Self.words(in: block.info, map, line: line)
    language =
      words.first
      ?? Word(text: "", place: nil, content: "", line: map.location(line: block.lines.lowerBound))
    let known = known(language.text)
    var rest = words.dropFirst()
    if let second = rest.first, !second.text.contains("="), !known.contains(second.text) {
      name = second
      rest = rest.dropFirst()
    } else {
      name = nil
    }
    attributes = rest.map(Attribute.init)
  }

  /// The words of an info string, each with its place in the line.
  private static func words(in info: String, _ map: LineMap, line: Int) -> [Word] {
    let content = map.text(ofLine: line) ?? ""
    let isMark = { (byte: UInt8) in byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") }
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let marks = content.utf8.firstIndex(where: isMark) ?? content.endIndex
    let written = content.utf8[marks...].drop(while: isMark).split(whereSeparator: isBlank)
      .map { Substring($0) }
    let words = info.utf8.split(whereSeparator: isBlank).map { Substring($0) }
    let isSameCount = words.count == written.count
    return words.enumerated().map { index, word in
      Word(
        text: String(word), place: isSameCount && written[index] == word ? written[index] : nil,
        content: content,
        line: map.location(line: line))
    }
  }
}
