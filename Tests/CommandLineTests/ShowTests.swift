import Testing
import WorkbookTestSupport

@Suite struct ShowTests {
  @Test func `what is typed and shown stands there as in the chapter`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(
        """
        ```console a ports=50000-50003 unordered
        $ echo one \\
        > two
        one two
        $ false
        [1]
        ```
        """)
      let show = try await Tool.workbook(["show", "a"], in: folder.url)
      #expect(show.status == 0)
      #expect(
        show.output == """
          a  Test

          chapters/01-test.md:3:1  terminal 1, client ports 50000-50003, unordered
          $ echo one \\
          > two
          one two
          $ false
          [1]

          """)
    }
  }
}
