import WorkbookSupport

/// Finds lines that look like fences of examples to people, and are none.
enum StrayFence {
  /// What people take for the marks of a fence.
  private static let marks: Set<Character> = [
    "`", "~", "'", "\"", "´", "‘", "’", "‛", "“", "”", "‵", "′", ":", "＇", "｀",
  ]

  /// Looks for one in a line of a paragraph.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - next: The line below it.
  /// - Returns: The marks, and why they are none of a fence; `nil` if nothing looks like one.
  static func find(in line: Substring, before next: Substring?) -> (
    marks: Substring, reason: String
  )? {
    guard mayHoldMarks(line) else { return nil }
    var rest = line
    var isAtStart = true
    while let start = rest.firstIndex(where: marks.contains) {
      isAtStart = isAtStart && rest[..<start].allSatisfy(isOfContainer)
      let run = rest[start...].prefix { $0 == rest[start] }
      rest = rest[run.endIndex...]
      let isShort = run.count < 3
      guard run.count >= (isAtStart && (run.first == "`" || run.first == "~") ? 2 : 3) else {
        continue
      }
      let isClosed = rest.contains(run)
      let isBeforePrompt = next.map { FenceWord.isPrompt($0.drop(while: isOfContainer)) } ?? false
      // Two tildes may begin words that are struck out.
      let looksLikeOne =
        FenceWord.isOfExample(rest) && !(isShort && run.first == "~")
        || isAtStart && isBeforePrompt
      if looksLikeOne && !isClosed {
        return (run, reason(run, rest, isAtStart: isAtStart, in: line))
      }
    }
    return nil
  }

  /// Whether it is worth looking at the characters of a line, which takes longer than looking at its bytes.
  private static func mayHoldMarks(_ line: Substring) -> Bool {
    var last: UInt8 = 0
    for byte in line.utf8 {
      if byte >= 0x80 || byte == last && byte.isPunctuation { return true }
      last = byte
    }
    return false
  }

  /// Whether it may stand before a fence: the marks of quotations and of lists.
  static func isOfContainer(_ character: Character) -> Bool {
    character.isWhitespace || character.isNumber || ">-*+.)".contains(character)
  }

  private static func reason(
    _ run: Substring, _ rest: Substring, isAtStart: Bool, in line: Substring
  ) -> String {
    if run.first != "`" && run.first != "~" { return "write three backticks, as in ```console" }
    if run.count < 3 { return "write three backticks or more" }
    if run.first == "`", rest.contains("`") { return "no backtick may stand behind its marks" }
    let isIndented =
      line.prefix(while: \.isWhitespace).contains("\t") || line.prefix { $0 == " " }.count > 3
    return isAtStart && isIndented
      ? "indent it by fewer than four columns" : "begin a line of its own with it"
  }
}
