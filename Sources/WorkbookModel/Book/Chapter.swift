/// One Markdown file of a book, read.
package struct Chapter: Hashable, Sendable {
  /// The file's name without `.md`, such as `04-tcp`.
  package var name: String
  /// The file's path from the book's folder.
  package var path: String
  /// The file's text, as it was read.
  package var source: String
  /// The words of its first heading.
  package var title: String
  /// All of it, the heading too; each code block knows what it is.
  package var blocks: [Block]
  /// The headings in it, in their order.
  package var headings: [Heading]
  /// Its links and pictures, in their order.
  package var links: [Link]
  /// The files that its code blocks make up, in the order in which they begin.
  package var listings: NamedList<Listing>
  /// Swift code that is no program, but must be correct.
  package var fragments: [Fragment]
  /// In the order in which they begin.
  package var examples: NamedList<Example>
}

extension Chapter {
  /// The names of the programs that its listings become, in their order.
  package var programs: [String] { listings.compactMap(\.programName) }
}

extension Chapter {
  /// A link or a picture.
  package struct Link: Hashable, Sendable {
    /// Its address, as the chapter gives it.
    package var target: String
    package var isPicture: Bool
    /// Where its address stands, or where it begins if that is given elsewhere.
    package var range: SourceRange
  }
}

/// A Swift block without a file name.
package struct Fragment: Hashable, Sendable {
  package var text: String
  /// Where its first line of code is.
  package var location: SourceLocation
  /// Whether the compiler is not asked about it.
  package var isUnchecked: Bool
}

/// A source text of a chapter.
package enum SourceID: Hashable, Sendable {
  /// The listing of that name.
  case listing(String)
  /// A fragment, by its place among the chapter's.
  case fragment(Int)
}
