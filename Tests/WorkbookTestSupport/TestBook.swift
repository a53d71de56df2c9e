package import WorkbookModel

extension TemporaryFolder {
  /// Makes the folder a book with one chapter, `chapters/01-test.md`, and reads it.
  ///
  /// - Parameters:
  ///   - chapter: What follows the chapter's heading, from line 3 on.
  ///   - configuration: The text of `workbook.json`.
  /// - Returns: The book.
  /// - Throws: `MalformedBook`, with what is wrong with it.
  package func book(
    _ chapter: String, configuration: String = "{ \"title\": \"Test\" }"
  ) throws -> Book {
    try write(configuration, to: "chapters/workbook.json")
    try write("# Test\n\n" + chapter + "\n", to: "chapters/01-test.md")
    let book = try Book.read(from: BookFolder(root: url))
    guard book.malformed.isEmpty else {
      throw MalformedBook(diagnostics: book.malformed.flatMap(\.mistakes))
    }
    return book
  }
}
