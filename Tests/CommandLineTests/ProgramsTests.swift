import FoundationEssentials
import Testing
import WorkbookTestSupport

/// Programs as people write them, in C, Python, Perl, Swift and the shell, and the system's own tools: the book in
/// `Tests/ProgramsBook`.
@Suite struct ProgramsTests {
  /// Those that take nothing but Python, Swift and a shell.
  private static let everywhere = ["py-asyncio", "py-mp-connection", "sh-read", "swift-task-group"]

  @Test func `programs that print and don't flush, and people who type`() async throws {
    let book = Checkout.root.appending(path: "Tests/ProgramsBook")
    let outcome = try await Tool.workbook(["verify"], in: book)
    // What a machine lacks is not verified there, and says so.
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    for example in Self.everywhere {
      #expect(outcome.output.contains("✓ \(example) "), "\(outcome.output)")
    }
  }
}
