import FoundationEssentials
import Testing
import WorkbookTestSupport

/// `workbook verify`, called as a user calls it.
@Suite struct VerifyTests {
  @Test func `a book that is right`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 0)
      #expect(
        outcome.output == """
          ✓ tcp-echo  chapters/01-echo.md, 2 terminals
          1 example verified

          """)
    }
  }

  @Test(arguments: [
    "listening on 127.0.0.1:10000", "connection from 127.0.0.1:49964", "received This is our mess",
  ])
  func `any line of a transcript that differs is pointed at`(line: String) async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder, replacing: "\n\(line)\n", with: "\n\(line)!\n")
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 1)
      let place = EchoBook.place(of: line).replacing("\\(", with: "")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[1].hasPrefix(place) && lines[1].hasSuffix("printed something else"), "\(lines)")
      #expect(lines.contains("-\(line)!"))
      #expect(lines.contains("+\(line)"))
      #expect(lines.last == "1 failed")
    }
  }

  /// A way to break a program, with the place and the beginning of what is said about it.
  struct Break: Sendable, CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String
    let place: String
    let message: String
    /// Whether only time can tell that it is broken.
    let takesForEver: Bool
    var testDescription: String { name }

    init(
      _ name: String, _ old: String, _ new: String, at place: String, _ message: String,
      takesForEver: Bool = false
    ) {
      (self.name, self.old, self.new) = (name, old, new)
      (self.place, self.message) = (EchoBook.place(of: place), message)
      self.takesForEver = takesForEver
    }
  }

  @Test(arguments: [
    Break(
      "a wrong chunk size", "connection.receive(upTo: 16)", "connection.receive(upTo: 15)",
      at: "received This", "error: `echo-client` printed something else"),
    Break(
      "a wrong port in the client", "connect(to: .ipv4(.loopback, port: 10000))",
      "connect(to: .ipv4(.loopback, port: 10001))", at: "$ echo-client",
      "error: `echo-client` was ended by signal 4 (Illegal instruction), not with 0"),
    Break(
      "a server that crashes", "  connection.close()", "  fatalError(\"boom\")",
      at: "  connection.close()", "note: the program stopped here"),
    Break(
      "a server that never listens", "try listener.listen(backlog: 1)",
      "while listener.descriptor >= 0 {}",
      at: "$ echo-server", "error: the example took longer than 1 s",
      takesForEver: true),
    Break(
      "a client that never ends", "let data = try socket.receive(upTo: 16)",
      "let data: [UInt8] = []; while true {}", at: "$ echo-client",
      "note: echo-client: running", takesForEver: true),
    Break(
      "a client that waits for ever", "let data = try socket.receive(upTo: 16)",
      "let own = try Socket(.ipv4, .stream); try own.bind(to: .ipv4(.loopback, port: 9999)); try own.listen(); let data = try own.accept().client.description.utf8",
      at: "$ echo-client", "note: echo-client: blocked in accept"),
    Break(
      "a mistake that doesn't compile", "try listener.listen(backlog: 1)", "try listener.lisen()",
      at: "try listener.listen", "error: value of type 'Socket' has no member 'lisen'"),
  ])
  func `a broken program is told in lines of the chapter`(_ broken: Break) async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder, replacing: broken.old, with: broken.new)
      if broken.takesForEver {
        let path = "chapters/01-echo.md"
        let text = try folder.text(of: path)
        try folder.write(text.replacing("timeout=60s", with: "timeout=1s"), to: path)
      }
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 1)
      let isTold = outcome.output.split(separator: "\n").contains { line in
        line.hasPrefix(broken.place) && line.contains(broken.message)
      }
      #expect(isTold, "\(outcome.output)")
    }
  }

  @Test func `the report of a malformed book has what is wrong with it`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write("# A\n\n```console a prots=1\n$ a\n```\n", to: "chapters/01-a.md")
      let outcome = try await Tool.workbook(["verify", "--report", "json=r.json"], in: folder.url)
      #expect(outcome.status == 2)
      let report = try folder.text(of: "r.json")
      #expect(report.contains("\"identifier\" : \"unknown-attribute\""))
      #expect(report.contains("\"replacement\" : \"ports\""))
      #expect(!report.contains("\"book\""))
    }
  }

  @Test func `a malformed book is told whole, and nothing is run`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ oops", to: "chapters/workbook.json")
      try folder.write("# A\n\n```console\n$ a\n```\n", to: "chapters/01-a.md")
      try folder.write("```console b\n$ b\n", to: "chapters/02-b.md")
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 2)
      #expect(outcome.output == "")
      #expect(
        outcome.errors.split(separator: "\n").map { String($0.prefix(30)) } == [
          "chapters/01-a.md:3:1: error: a", "chapters/02-b.md:1:1: error: t",
          "chapters/02-b.md:1:1: error: a", "chapters/workbook.json:1:3: er",
          "4 mistakes; nothing was run",
        ], "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    (
      ["verify", "tcp-ecko"], "no example and no chapter is called tcp-ecko; did you mean tcp-echo?"
    ),
    (["verify", "x*"], "no example and no chapter is called x*"),
    (["verify", "--report", "xml=a"], "a report is asked for as json=FILE"),
    (["run", "tcp-ecko"], "no example is called tcp-ecko; did you mean tcp-echo?"),
    (
      ["run", "tcp-echo/echo-serve"], "chapters/01-echo.md has no program echo-serve; did you mean"
    ),
    (["show", "tcp-ecko"], "no example is called tcp-ecko"),
    (["verify", "--book", "/nowhere"], "/nowhere is no book's folder: it holds no chapters/"),
    (["verify", "--nonsense"], "Unknown option '--nonsense'"),
  ])
  func `wrong usage is told`(arguments: [String], words: String) async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let outcome = try await Tool.workbook(arguments, in: folder.url)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test func `names choose examples and chapters, from any folder of the book`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      try folder.write(
        "# Two\n\n```console two-a\n$ true\n```\n\n```console two-b\n$ true\n```\n",
        to: "chapters/02-two.md")
      for (names, count) in [
        (["two-a"], 1), (["two-*"], 2), (["02-two"], 2), (["02-two", "tcp-echo"], 3), ([], 3),
      ] {
        let outcome = try await Tool.workbook(
          ["verify"] + names, in: folder.url.appending(path: "chapters"))
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").count == count + 1, "\(outcome.output)")
      }
    }
  }

  @Test func `an example needs no other programs than its own`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let path = "chapters/01-echo.md"
      try folder.write(
        folder.text(of: path)
          + "```swift broken.swift\nnonsense\n```\n\n```console whole\n$ true\n```\n",
        to: path)
      #expect(try await Tool.workbook(["verify", "tcp-echo", "whole"], in: folder.url).status == 0)
      #expect(try await Tool.workbook(["run", "tcp-echo"], in: folder.url).status == 0)
      let all = try await Tool.workbook(["verify"], in: folder.url)
      #expect(all.status == 1)
      #expect(all.output.contains("2 examples verified, 1 program doesn't compile"))
    }
  }

  @Test func `files that can't be laid out are the example's fault, not the machine's`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        "# A\n\n```text notes\na\n```\n\n```text notes/more\nb\n```\n\n```console a-b\n$ true\n```\n",
        to: "chapters/01-a.md")
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 1)
      #expect(
        outcome.output.contains(
          "chapters/01-a.md:11:1: error: its files can't be laid out: can't write notes/more: open: Not a directory"
        ), "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test(arguments: [["--stress", "0"], ["--stress", "2", "--accept"]])
  func `stress that makes no sense`(words: [String]) async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      #expect(try await Tool.workbook(["verify"] + words, in: folder.url).status == 64)
    }
  }

  @Test func `a folder without a book is told`() async throws {
    try await TemporaryFolder.with { folder in
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("there is no book here"))
      let named = try await Tool.workbook(["verify", "--book", "."], in: folder.url)
      #expect(named.status == 64)
      #expect(named.errors.contains(". is no book's folder: it holds no chapters/"))
    }
  }

  @Test(arguments: [["verify"], ["verify", "--stress", "1"], ["build"], ["build", "--check"]])
  func `a run that fails keeps its report, and says where`(words: [String]) async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder, replacing: "received This", with: "received that")
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == 1)
      let match = try #require(
        outcome.errors.firstMatch(of: /the report of the run is in (\S+)\n/),
        "\(outcome.errors)")
      let report = try Data(contentsOf: URL(filePath: String(match.1)))
      let text = String(decoding: report, as: UTF8.self)
      #expect(text.contains("\"received This is our mess\""), "\(text)")
      #expect(text.contains("\"tcp-echo\""))
    }
  }

  @Test func `what was really printed is accepted, and verifies then`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(
        to: folder, replacing: "\nlistening on 127.0.0.1:10000\nconnection from 127.0.0.1:49964\n",
        with: "\nlistening on [..]\n")
      let accepted = try await Tool.workbook(["verify", "--accept"], in: folder.url)
      #expect(accepted.status == 0)
      #expect(accepted.output.contains("✓ tcp-echo accepted"))
      #expect(accepted.output.contains("+connection from 127.0.0.1:49964"))
      #expect(
        try folder.text(of: "chapters/01-echo.md")
          == EchoBook.chapter.replacing(
            "\nlistening on 127.0.0.1:10000\n", with: "\nlistening on [..]\n"))
      #expect(try await Tool.workbook(["verify"], in: folder.url).status == 0)
      let again = try await Tool.workbook(["verify", "--accept"], in: folder.url)
      #expect(again.status == 0)
      #expect(again.output == "nothing to accept; the chapters are as they should be\n")
    }
  }

  @Test func `a failed run isn't accepted`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder, replacing: "print(\"received", with: "fatalError(\"")
      let broken = try folder.text(of: "chapters/01-echo.md")
      let refused = try await Tool.workbook(["verify", "--accept"], in: folder.url)
      #expect(refused.status == 1)
      #expect(refused.output.contains("tcp-echo was not accepted: its run failed"))
      #expect(try folder.text(of: "chapters/01-echo.md") == broken)
    }
  }
}
