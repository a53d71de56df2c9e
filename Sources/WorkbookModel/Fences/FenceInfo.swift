/// The words behind an opening fence: a language, a name, attributes.
struct FenceInfo {
  let language: String
  let name: Word?
  let attributes: [Attribute]
  /// The marks of the opening fence.
  let fence: SourceRange
  /// The line of the opening fence.
  let line: Int

  /// A word and where it stands.
  struct Word: Hashable {
    let text: String
    let range: SourceRange
  }

  struct Attribute: Hashable {
    let name: String
    let value: String?
    /// Where its name stands.
    let range: SourceRange
  }

  /// Reads the words of a block's fence.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - map: The lines of the chapter.
  ///   - known: The attributes of a language, which are no names.
  init(_ block: CodeBlock, _ map: LineMap, known: (String) -> [String]) {
    line = block.lines.lowerBound
    fence = map.fence(inLine: line)
    let words = Self.words(in: block.info, map, line: line)
    language = words.first?.text ?? ""
    let known = known(language)
    var rest = words.dropFirst()
    if let second = rest.first, !second.text.contains("="), !known.contains(second.text) {
      name = second
      rest = rest.dropFirst()
    } else {
      name = nil
    }
    attributes = rest.map { word in
      let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      return Attribute(
        name: name, value: parts.count > 1 ? String(parts[1]) : nil,
        range: SourceRange(word.range.start, length: name.count))
    }
  }

  /// The words of an info string, each with its place behind the one before.
  private static func words(in info: String, _ map: LineMap, line: Int) -> [Word] {
    let content = map.text(ofLine: line) ?? ""
    var rest = content[...]
    return info.split { $0 == " " || $0 == "\t" }.map(String.init).map { word in
      // A character that is written in another way, such as an entity, isn't found.
      guard let found = rest.firstRange(of: word) else {
        return Word(text: word, range: SourceRange(map.location(line: line)))
      }
      rest = rest[found.upperBound...]
      let column = content.distance(from: content.startIndex, to: found.lowerBound) + 1
      return Word(
        text: word,
        range: SourceRange(map.location(line: line, column: column), length: word.count))
    }
  }
}
