/// A code block: a fenced one, or an indented one without an info string.
package struct CodeBlock: Hashable, Sendable {
  /// What stands behind the opening fence.
  package var info: String
  /// The text, without the indentation of what contains the block.
  package var text: String
  /// The lines of the opening and of the closing fence.
  package var lines: ClosedRange<Int>
  package var isFenced: Bool
  package var meaning = Meaning.plain

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
