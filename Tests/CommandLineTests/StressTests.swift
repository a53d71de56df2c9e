import FoundationEssentials
import Testing
import WorkbookTestSupport

/// `workbook verify --stress`.
@Suite struct StressTests {
  @Test func `stress finds what differs now and then, and nothing else`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      // It is 0 in half of the runs; that it should be so in all of 60 won't happen.
      let varying = "$ echo $(($(cut -c 1 /proc/sys/kernel/random/uuid | tr a-f 0-5) % 2))"
      try folder.write(
        "# A\n\n```console steady\n$ echo a\na\n```\n\n```console varying\n\(varying)\n0\n```\n",
        to: "chapters/01-a.md")
      let steady = try await Tool.workbook(["verify", "steady", "--stress", "6"], in: folder.url)
      #expect(steady.status == 0)
      #expect(steady.output == "✓ steady  12 runs\n12 runs, all as the chapters say\n")
      let all = try await Tool.workbook(["verify", "--stress", "60"], in: folder.url)
      #expect(all.status == 1)
      let lines = all.output.split(separator: "\n").map(String.init)
      #expect(lines[0] == "✓ steady   120 runs")
      #expect(lines[1].wholeMatch(of: /✗ varying  \d+ of 120 runs differ/) != nil)
      #expect(
        lines.contains(
          "chapters/01-a.md:10:1: error: `\(varying.dropFirst(2))` printed something else"))
      #expect(lines.last == "1 of 2 examples differ")
    }
  }

  @Test func `stress finds calls that differ where output doesn't`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      func write(_ attributes: String, port: String) throws {
        let program = "import os, socket; socket.socket().bind((\"127.0.0.1\", \(port)))"
        try folder.write(
          "# A\n\n```console a\(attributes)\n$ python3 -c '\(program)'\n```\n",
          to: "chapters/01-a.md")
      }
      func stress() async throws -> Tool.Outcome {
        try await Tool.workbook(["verify", "--stress", "30"], in: folder.url)
      }
      // That all 30 should be the same won't happen.
      try write("", port: "10000 + os.urandom(1)[0] % 2")
      let varying = try await stress()
      #expect(varying.status == 1)
      #expect(
        varying.output.contains("✗ a  its calls came in 2 orders\nchapters/01-a.md:3:1: error: "))
      #expect(varying.output.contains("│ · bind 127.0.0.1:10000\n"))
      #expect(varying.output.contains("│ · bind 127.0.0.1:10001\n"))
      try write(" untraced", port: "10000 + os.urandom(1)[0] % 2")
      #expect(try await stress().output == "✓ a  30 runs\n30 runs, all as the chapters say\n")
      try write("", port: "10000")
      #expect(try await stress().output == "✓ a  60 runs\n60 runs, all as the chapters say\n")
    }
  }

  @Test func `stress finds packets that differ where they are drawn`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      // What is sent is luck; calls are compared without it.
      let program = """
        import os, socket
        server, client = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        server.bind(("127.0.0.1", 10000))
        client.sendto(b"heads" if os.urandom(1)[0] % 2 else b"tails", ("127.0.0.1", 10000))
        """
      func stress(_ attributes: String) async throws -> Tool.Outcome {
        try folder.write(
          "# A\n\n```console a\(attributes)\n$ python3 a.py\n```\n\n```python a.py\n\(program)\n```\n",
          to: "chapters/01-a.md")
        return try await Tool.workbook(["verify", "--stress", "20"], in: folder.url)
      }
      let varying = try await stress(" pictures=packets")
      #expect(varying.status == 1)
      #expect(varying.output.hasPrefix("✗ a  its packets came in "))
      #expect(varying.output.contains("chapters/01-a.md:3:1: error: its packets weren't the same"))
      #expect(varying.output.contains("→ 127.0.0.1:10000  UDP 5 bytes \"heads\"\n"))
      #expect(try await stress("").status == 0)
    }
  }

  @Test func `stress doesn't overlook what doesn't compile`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        "# A\n\n```swift\nnonsense\n```\n\n```console steady\n$ echo a\na\n```\n",
        to: "chapters/01-a.md")
      let outcome = try await Tool.workbook(["verify", "--stress", "1"], in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("chapters/01-a.md:4:1: error: "))
    }
  }
}
