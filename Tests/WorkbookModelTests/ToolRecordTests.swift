import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// `chapters/tools.json`.
@Suite struct ToolRecordTests {
  @Test func `a book without it is one`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("Text")
      #expect(book.tools == ToolRecord())
    }
  }

  @Test func `what was noted is read, and written as it was read`() async throws {
    let text = """
      {
        "tcp-queue" : {
          "ping" : "20221126",
          "ss" : "6.1.0"
        },
        "udp" : {
          "python3" : "3.11.2"
        }
      }

      """
    try await TemporaryFolder.with { folder in
      try folder.write(text, to: "chapters/tools.json")
      let tools = try folder.book("Text").tools
      #expect(tools["tcp-queue"] == ["ping": "20221126", "ss": "6.1.0"])
      #expect(tools["udp"] == ["python3": "3.11.2"])
      #expect(tools["another"] == [:])
      #expect(String(decoding: try tools.data, as: UTF8.self) == text)
    }
  }

  @Test func `an example of which nothing is known isn't noted`() {
    var record = ToolRecord(versions: ["a": ["ss": "1"], "b": ["ss": "2"]])
    record["a"] = [:]
    #expect(record.versions == ["b": ["ss": "2"]])
  }

  @Test(arguments: [
    ("{\n  \"a\": { \"ss\": \"6.1.0\" },\n<<<<<<< main\n", "3:1"), ("[]", "1:1"), ("", "1:1"),
    ("{ \"a\": \"6.1.0\" }", "1:1"), ("{ \"a\": { \"ss\": 6 } }", "1:1"),
    ("{ \"a\": { \"ss\": null } }", "1:1"),
  ])
  func `one that --accept didn't write is refused`(text: String, place: String) async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write(text, to: "chapters/tools.json")
      return try folder.book("Text")
    }
    #expect(diagnostics.map(\.location.description) == ["chapters/tools.json:\(place)"])
    #expect(diagnostics.map(\.identifier) == [.invalidToolRecord])
  }

  @Test func `it isn't read through a link`() async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write("{}", to: "elsewhere.json")
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: "chapters"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "chapters/tools.json").path,
        withDestinationPath: "../elsewhere.json")
      return try folder.book("Text")
    }
    #expect(diagnostics.map(\.identifier) == [.link])
  }
}
