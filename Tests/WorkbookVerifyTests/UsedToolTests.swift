import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookTestSupport

@testable import WorkbookVerify

/// What is told, and noted, of the programs of the system that print what a chapter shows.
@Suite struct UsedToolTests {
  @Test(
    arguments: [
      ("6.15.0", "6.1.0", "`ss` here is 6.15.0; this was printed by 6.1.0"),
      ("6.1.0", "6.1.0", nil), (nil, "6.1.0", nil), ("6.1.0", nil, nil), (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func `another version is told, if both are known`(
    version: String?, recorded: String?, message: String?
  ) {
    #expect(UsedTool(name: "ss", version: version, recorded: recorded).message == message)
  }

  private static let tools = [
    UsedTool(name: "ping", version: "3", recorded: "3"),
    UsedTool(name: "ss", version: "6.15.0", recorded: "6.1.0"),
  ]

  @Test func `the first difference of an example names the other versions`() async throws {
    try await TemporaryFolder.with { folder in
      var verdict = try MadeUpRun(
        "```console a needs=ss,ping\n$ one\n1\n$ two\n2\n```", in: folder,
        outputs: [["7\n", "8\n"]]
      ).verdict
      verdict.note(Self.tools)
      #expect(
        verdict.diagnostics.flatMap(\.descriptions) == [
          "chapters/01-test.md:5:1: error: `one` printed something else",
          "chapters/01-test.md:5:1: note: `ss` here is 6.15.0; this was printed by 6.1.0",
          "chapters/01-test.md:7:1: error: `two` printed something else",
        ])
    }
  }

  @Test func `nothing is told of an example that passes, and it is reported`() async throws {
    try await TemporaryFolder.with { folder in
      var verdict = try MadeUpRun(
        "```console a needs=ss,ping\n$ one\n1\n```", in: folder, outputs: [["1\n"]]
      ).verdict
      verdict.note(Self.tools)
      #expect(verdict.passed)
      #expect(verdict.diagnostics.isEmpty)
      let report = Report(
        tool: "1", book: "Test", swift: nil, capabilities: [:], malformed: [],
        verdicts: [verdict], diagnostics: [])
      let tools = try #require(report.examples[0].tools)
      #expect(tools.map(\.name) == ["ping", "ss"])
      #expect(tools.map(\.version) == ["3", "6.15.0"])
      #expect(tools.map(\.printedBy) == ["3", "6.1.0"])
    }
  }

  /// An example that needs `ss`, whose version here is 2, and what is noted of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var output = "1\n"
    var version: String? = "2"
    let recorded: [String: String]
    var isAccepted = false
    let noted: [String: String]
  }

  @Test(arguments: [
    Case(testDescription: "passed, for the first time", recorded: [:], noted: ["ss": "2"]),
    Case(testDescription: "passed, again", recorded: ["ss": "1"], noted: ["ss": "1"]),
    Case(
      testDescription: "passed, and needs one less", recorded: ["ss": "1", "ping": "1"],
      noted: ["ss": "1"]),
    Case(
      testDescription: "accepted", output: "7\n", recorded: ["ss": "1"], isAccepted: true,
      noted: ["ss": "2"]),
    Case(
      testDescription: "accepted, and doesn't tell", output: "7\n", version: nil,
      recorded: ["ss": "1"], isAccepted: true, noted: [:]),
    Case(testDescription: "failed", output: "7\n", recorded: ["ss": "1"], noted: ["ss": "1"]),
    Case(testDescription: "failed, and unknown", output: "7\n", recorded: [:], noted: [:]),
  ])
  func `what printed the lines of a chapter is noted`(_ known: Case) async throws {
    try await TemporaryFolder.with { folder in
      var verdict = try MadeUpRun(
        "```console a needs=ss\n$ one\n1\n```", in: folder, outputs: [[known.output]]
      ).verdict
      verdict.note([
        UsedTool(name: "ss", version: known.version, recorded: known.recorded["ss"])
      ])
      var record = ToolRecord()
      record["a"] = known.recorded
      record.note([verdict], accepted: known.isAccepted ? ["a"] : [])
      #expect(record["a"] == known.noted)
    }
  }

  @Test func `examples that are gone are forgotten, unless a chapter can't be read`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```console a\n$ one\n```")
      var record = ToolRecord(versions: ["a": ["ss": "1"], "b": ["ss": "2"]])
      let whole = record
      try folder.write("Words alone", to: "chapters/02-b.md")
      let names: Set = ["a", "b"]
      record.forget(names, notIn: try Book.read(from: book.folder))
      #expect(record == whole)
      // Another run may have added one since the book was read.
      record.forget(["a"], notIn: book)
      #expect(record == whole)
      record.forget(names, notIn: book)
      #expect(record.versions == ["a": ["ss": "1"]])
    }
  }

  @Test func `it is written beside the chapters, and not through a link`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("Text")
      func renew() throws(AcceptanceError) -> Bool {
        try ToolRecord.renew(in: book.folder) { $0["a"] = ["ss": "1"] }
      }
      #expect(try renew())
      #expect(try folder.book("Text").tools == ToolRecord(versions: ["a": ["ss": "1"]]))
      #expect(try !renew())
      let path = folder.url.appending(path: ToolRecord.path).path
      try folder.write("{}", to: "elsewhere.json")
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: "../elsewhere.json")
      #expect(throws: AcceptanceError.unusable(path: ToolRecord.path, reason: .link)) {
        try renew()
      }
      #expect(try folder.text(of: "elsewhere.json") == "{}")
    }
  }

  @Test func `what other runs note meanwhile stays`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("Text")
      var others = ["b", "c"]
      let isRenewed = try ToolRecord.renew(in: book.folder) { record in
        if let other = others.popLast() {
          let all = ToolRecord(versions: record.versions.merging([other: ["ss": "2"]]) { $1 })
          #expect(throws: Never.self) { try folder.write(all.data, to: ToolRecord.path) }
        }
        record["a"] = ["ss": "1"]
      }
      #expect(isRenewed)
      #expect(try folder.book("Text").tools.versions.keys.sorted() == ["a", "b", "c"])
    }
  }

  @Test func `a file that isn't a record stays`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("Text")
      try folder.write("[1", to: ToolRecord.path)
      #expect(throws: AcceptanceError.unusable(path: ToolRecord.path, reason: .garbled)) {
        try ToolRecord.renew(in: book.folder) { $0["a"] = ["ss": "1"] }
      }
      #expect(try folder.text(of: ToolRecord.path) == "[1")
    }
  }
}
