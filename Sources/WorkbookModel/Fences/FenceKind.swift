/// A kind of fenced code block that means something: how it is read.
///
/// A new kind is a type in a file of its own, and an entry in ``FenceKinds/named``; what it is to its chapter is a case of
/// ``CodeBlock/Meaning``, and how it looks a function of `CodeWriter` in `WorkbookSite`.
protocol FenceKind: SendableMetatype {
  /// The words behind a fence that make it one of this kind.
  static var languages: [String] { get }
  /// The attributes that it may have.
  static var attributes: [String] { get }

  /// Reads a block, adds what it says to the chapter, and reports what is wrong with it.
  static func read(
    _ block: CodeBlock, _ info: FenceInfo, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning
}

/// The kinds of fences.
enum FenceKinds {
  /// Those that have words of their own; everything else is code.
  static let named: [any FenceKind.Type] = [TerminalFence.self, BytesFence.self]

  /// The kind of a fence, by the first word behind it.
  static func kind(of language: String) -> any FenceKind.Type {
    named.first { $0.languages.contains(language) } ?? CodeFence.self
  }
}
