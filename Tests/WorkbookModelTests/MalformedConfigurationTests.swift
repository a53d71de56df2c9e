import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// Everything that can be wrong with `workbook.json` and what it asks for.
@Suite struct MalformedConfigurationTests {
  @Test(arguments: [
    ("{\n  \"title\": \"A\",\n  oops\n}", "chapters/workbook.json:3:3: error: this is not JSON"),
    ("[]", "chapters/workbook.json:1:1: error: this is not JSON that describes a book: it must be"),
    ("{}", "chapters/workbook.json:1:1: error: the book has no title"),
    ("{\n \"title\": \" \"}", "chapters/workbook.json:2:2: error: the book has no title"),
    (
      "{\n \"title\": 3}",
      "chapters/workbook.json:2:2: error: this is not JSON that describes a book: \"title\" has"
    ),
    ("", "chapters/workbook.json:1:1: error: this is not JSON that describes a book"),
    (
      "{ \"title\": \"A\",\n  \"repository\": \"javascript:alert(1)\" }",
      "chapters/workbook.json:2:3: error: \"javascript:alert(1)\" is no address for \"repository\""
    ),
    (
      "{ \"title\": \"A\",\n  \"url\": \"https://example.org/\" }",
      "chapters/workbook.json:2:3: error: \"https://example.org/\" is no address for \"url\""
    ),
    (
      "{ \"title\": \"A\", \"parts\": [\n{ \"title\": \"B\", \"chapters\": [\"01-tset\"] }] }",
      "chapters/workbook.json:2:30: error: there is no chapter \"01-tset\"; did you mean \"01-test\"?"
    ),
    (
      "{ \"title\": \"A\", \"parts\": [\n{ \"title\": \"B\", \"chapters\": [\"01-test\", \"01-test\"] }] }",
      "chapters/workbook.json:2:30: error: the chapter \"01-test\" stands in two parts"
    ),
  ])
  func `a malformed configuration is told`(text: String, beginning: String) async throws {
    let diagnostics = try await mistakes { try $0.book("Text", configuration: text) }
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.description.hasPrefix(beginning) == true, "\(diagnostics)")
  }

  @Test(arguments: [
    ("\"①A-1\": { \"interfaces\": {} }", "\"A-1\" can't stand in a prompt"),
    ("\"①A\": { \"name\": \"-\", \"interfaces\": {} }", "\"-\" is no name for a host"),
    ("\"A\": { \"interfaces\": { \"①lo\": [] } }", "\"lo\" is no name for an interface"),
    ("\"A\": { \"interfaces\": { \"①Eth\": [] } }", "\"Eth\" is no name for an interface"),
  ])
  func `a host that makes no sense`(text: String, message: String) async throws {
    let line = "{ \"title\": \"Test\", \"hosts\": { \(text) } }"
    let mark = try #require(line.firstIndex(of: "①"))
    let diagnostics = try await mistakes { folder in
      try folder.book("", configuration: line.replacing("①", with: ""))
    }
    let column = line.distance(from: line.startIndex, to: mark)
    #expect(
      diagnostics.map(\.location.description) == ["chapters/workbook.json:1:\(column)"])
    #expect(diagnostics.first?.message.hasPrefix(message) == true, "\(diagnostics)")
  }

  @Test(arguments: [
    "192.168.100.300/24", "192.168.100.2", "192.168.100.2/33", "192.168.100.2/024", "fd00::/129",
    "localhost/8", "/24", "1.2.3.4/-1", "1.2.3.4/0",
  ])
  func `an address that is none`(address: String) async throws {
    let diagnostics = try await mistakes { folder in
      try folder.book(
        "",
        configuration: """
          { "title": "Test",
            "hosts": { "A": { "interfaces": { "eth0": ["\(address)"] } } } }
          """)
    }
    #expect(diagnostics.map(\.location.description) == ["chapters/workbook.json:2:3"])
    #expect(
      diagnostics.first?.message
        == "this is not JSON that describes a book: \"\(address)\" is no address with the size of its"
        + " network, as in 192.168.100.2/24")
  }

  @Test func `an address with a zero in it is none`() {
    #expect(InterfaceAddress("192.168.100.2/24") != nil)
    #expect(InterfaceAddress("192.168.100.2\0a/24") == nil)
  }

  @Test(arguments: [
    ("../style.css", "\"../style.css\" is no name for a style sheet; put one beside workbook.json"),
    ("style.js", "\"style.js\" is no name for a style sheet"),
    ("none.css", "the style sheet chapters/none.css can't be used: the file can't be read"),
    ("bytes.css", "the style sheet chapters/bytes.css can't be used: it is not UTF-8"),
    ("link.css", "the style sheet chapters/link.css can't be used: this is a link, or"),
  ])
  func `a style sheet that can't be used`(name: String, message: String) async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write(Data([0xFF]), to: "chapters/bytes.css")
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "chapters/link.css").path,
        withDestinationPath: "/etc/passwd")
      return try folder.book(
        "", configuration: "{\n  \"title\": \"Test\",\n  \"style\": \"\(name)\"\n}")
    }
    #expect(diagnostics.map(\.location.description) == ["chapters/workbook.json:3:3"])
    #expect(diagnostics.first?.message.hasPrefix(message) == true, "\(diagnostics)")
  }

  @Test func `a listing may be too large for a book`() async throws {
    let chapter = """
      ```swift a.swift
      let one = 1
      // ééééééééé
      ```

      ```swift a.swift continued hidden
      let two = 22
      let three = 3
      ```

      ```swift
      let fragment = 1
      ```
      """
    func book(_ limits: String) -> @Sendable (TemporaryFolder) throws -> Book {
      { folder in
        try folder.book(
          chapter, configuration: "{\n  \"title\": \"Test\",\n  \"listings\": \(limits)\n}")
      }
    }
    let found = try await mistakes(in: book("{ \"lines\": 3, \"columns\": 12 }"))
    #expect(
      found.map(\.description) == [
        "chapters/01-test.md:10:1: error: a.swift has 4 lines, and workbook.json allows 3; leave something out, or begin another listing",
        "chapters/01-test.md:10:13: error: this line has 13 characters, and workbook.json allows 12; break it",
        "chapters/01-test.md:14:13: error: this line has 16 characters, and workbook.json allows 12; break it",
      ])
    // As large as is allowed.
    _ = try await TemporaryFolder.with(book("{ \"lines\": 4 }"))
    _ = try await TemporaryFolder.with(book("{ \"columns\": 16 }"))
    for misspelt in ["{ \"line\": 60 }", "{ \"lines\": 0 }"] {
      #expect(
        try await mistakes(in: book(misspelt)).map(\.message) == [
          "this is not JSON that describes a book: \"listings\" limits them, as in { \"lines\": 60, \"columns\": 72 }"
        ])
    }
  }
}
