import WorkbookSupport

/// The first word behind a fence, as its author may have meant it.
///
/// A block whose word is misspelt would be shown and not run, without a word to its author.
enum FenceWord {
  /// The words that make a block something that is compiled, run or compared.
  static let known = [Language.swift.name] + FenceKinds.named.flatMap { $0.languages }

  /// The word that should stand there; `nil` if the word means nothing to the tool, or what it says.
  static func intended(_ word: String) -> String? {
    guard !known.contains(word) else { return nil }
    var plain = Substring(word.lowercased()).drop { !$0.isLetter }
    for prefix in ["language", "lang"] where plain.hasPrefix(prefix) {
      let rest = plain.dropFirst(prefix.count)
      if let sign = rest.first, !sign.isLetter { plain = rest.dropFirst() }
    }
    // As in swift,ignore and {.swift}.
    let letters = String(plain.prefix { $0.isASCII && $0.isLetter })
    if known.contains(letters) { return letters }
    // The name of a listing in the place of the word.
    if let language = Language(ofFile: word) { return language.name }
    let name = String(plain)
    return name.utf8.count <= 20 ? known.first { isMisspelt(name, $0) } : nil
  }

  private static func isMisspelt(_ word: String, _ known: String) -> Bool {
    guard word.count >= 3 else { return false }
    if known.hasPrefix(word) { return true }
    guard [known].nearest(to: word) != nil else { return false }
    let distance = editDistance(word, known)
    // Two letters that are exchanged, or two mistakes in a long word.
    return distance <= 1 || word.sorted() == known.sorted()
      || distance == 2 && known.count > 5 && word.first == known.first
  }

  /// Whether a text has the prompts of a terminal in it.
  static func hasPrompts(_ text: String, after word: String = "") -> Bool {
    guard text.utf8.contains(UInt8(ascii: "$")) || isSession(word) else { return false }
    return text.lines.contains { line in
      isPrompt(line) || isSession(word) && (line.hasPrefix("# ") || line.hasPrefix("% "))
    }
  }

  /// Whether a line begins with a prompt, such as `$ `, `[A]$ ` or `ada@host:~$ `.
  static func isPrompt(_ line: Substring) -> Bool {
    let words = line.trimmed.split(separator: " ", maxSplits: 1)
    // An amount of money is no command.
    guard let first = words.first, first.last == "$", words.count == 2,
      words[1].first?.isNumber == false
    else { return false }
    return first.dropLast().allSatisfy { $0.isLetter || $0.isNumber || "[]()@:~/._-".contains($0) }
  }

  private static func isSession(_ word: String) -> Bool {
    let word = word.lowercased()
    return word == "terminal" || word.hasSuffix("session")
  }

  /// Whether what follows the marks of a fence makes an example of the block.
  static func isOfExample(_ info: Substring) -> Bool {
    // Words are short, and lines may be long.
    let start = info.prefix(80).drop(while: \.isWhitespace)
    let word = String(start.prefix { !$0.isWhitespace })
    guard !word.isEmpty else { return false }
    return known.contains(word) || intended(word) != nil || isSession(word)
  }
}
