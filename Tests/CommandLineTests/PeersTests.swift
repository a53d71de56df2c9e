import FoundationEssentials
import Testing
import WorkbookTestSupport

/// `Sockets` and programs that nobody here wrote, in the lab: the book in `Tests/PeersBook`.
@Suite struct PeersTests {
  @Test func `Python's socket, socketserver and struct on the other end`() async throws {
    let book = Checkout.root.appending(path: "Tests/PeersBook")
    let outcome = try await Tool.workbook(["verify", "--require"], in: book)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.hasSuffix("21 examples verified\n"), "\(outcome.output)")
  }
}
