/// A code block: a fenced one, or an indented one without an info string.
package struct CodeBlock: Hashable, Sendable {
  /// What stands behind the opening fence.
  package var info: String
  /// The text, without the indentation of what contains the block.
  package var text: String
  /// The lines of the opening and of the closing fence.
  package var lines: ClosedRange<Int>
  /// The marks of its fences; `nil` for an indented block.
  package var fence: Mark?
  package var meaning = Meaning.plain

  /// The marks that begin and end a fenced block.
  package struct Mark: Hashable, Sendable {
    /// Backticks or tildes.
    package var sign: Character
    /// How many of them begin the block; as many or more end it.
    package var length: Int
    /// Whether the block is ended by marks; CommonMark lets the end of what contains it do that, too.
    package var isClosed = false

    init(sign: Character, length: Int) {
      (self.sign, self.length) = (sign, length)
    }

    /// The marks as they are written.
    package var text: String { String(repeating: sign, count: length) }
  }

  /// What the block is to its chapter, which is found out once, when the chapter is read.
  package enum Meaning: Hashable, Sendable {
    /// Code that is shown as it is.
    case plain
    /// A piece of the listing of that name, by its place among the listing's pieces.
    case listing(String, piece: Int)
    /// Swift code without a file name, by its place among the chapter's fragments.
    case fragment(Int)
    /// A terminal of the example of that name, by its place among the example's terminals.
    case terminal(example: String, Int)
    /// Bytes that the example of that name prints, by their place among the example's layouts.
    case bytes(example: String, Int)
  }
}

extension CodeBlock.Mark {
  /// Reads the marks of an opening fence.
  init?(opening text: ArraySlice<UInt8>) {
    guard let sign = text.first else { return nil }
    let marks = text.prefix { $0 == sign }
    guard sign == "`" || sign == "~", marks.count >= 3,
      sign == "~" || !text[marks.endIndex...].contains(sign)
    else { return nil }
    self.init(sign: sign == "~" ? "~" : "`", length: marks.count)
  }

  /// Whether a line is a fence that ends the block.
  func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    let indent = line.prefix(while: \.isBlank)
    guard indent.count < 4, !indent.contains(UInt8(ascii: "\t")) else { return false }
    let marks = line[indent.endIndex...].prefix { $0 == (sign == "~" ? "~" : "`") }
    return marks.count >= length && line[marks.endIndex...].allSatisfy(\.isBlank)
  }
}
