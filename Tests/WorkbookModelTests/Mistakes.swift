import Testing
import WorkbookModel
import WorkbookTestSupport

/// What is wrong with the book that the body makes and reads.
func mistakes(
  in body: (TemporaryFolder) throws -> Void
) async throws -> [Diagnostic] {
  try await TemporaryFolder.with { folder in
    let error = #expect(throws: MalformedBook.self) { try body(folder) }
    return try #require(error).diagnostics
  }
}
