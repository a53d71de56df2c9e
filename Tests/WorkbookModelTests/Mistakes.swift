import Testing
import WorkbookModel
import WorkbookTestSupport

/// What is wrong with the book that the body makes and reads, as far as it can be read or not.
func mistakes(
  in body: (TemporaryFolder) throws -> Book
) async throws -> [Diagnostic] {
  try await TemporaryFolder.with { folder in
    do {
      let book = try body(folder)
      #expect(!book.malformed.isEmpty)
      return book.malformed.flatMap(\.mistakes)
    } catch let error as MalformedBook {
      return error.diagnostics
    }
  }
}
