import Testing
import WorkbookTestSupport

/// What an example may use: each limit is set by its chapter, stops a program, and is named with what to
/// do about it, in the chapter's line.
@Suite struct LimitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let attribute: String
    let command: String
    let message: String
    /// A value that is enough.
    let enough: String
    var testDescription: String { attribute }
  }

  @Test(arguments: [
    Case(
      // A busy machine takes its time to spend a second on it.
      attribute: "cpu=1s timeout=60s", command: "python3 -c 'while True: pass'",
      message: "note: it used 1 s of processor time, which is the limit; cpu=2s raises it",
      enough: ""),
    Case(
      attribute: "memory=64M", command: "python3 -c 'bytearray(100 << 20)'",
      message: "note: a process can't have more than 64M of memory; memory=128M raises the limit",
      enough: "memory=1G"),
    Case(
      attribute: "processes=8",
      command:
        "sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 600 & p=\"$p $!\"; done; kill $p; wait'",
      // Told by who counts, or by the shell that can't go on.
      message: "processes=16 raises the limit",
      enough: "processes=40"),
    Case(
      attribute: "file-size=1K", command: "head -c 2048 /dev/zero > file",
      message: "note: a file can't grow beyond 1K; file-size=2K raises the limit",
      enough: "file-size=2K"),
    Case(
      attribute: "open-files=16",
      command: "python3 -c 'files = [open(\"/dev/null\") for _ in range(30)]'",
      message: "note: a process can't have more than 16 files open; open-files=32 raises the limit",
      enough: "open-files=64"),
    Case(
      attribute: "output=1000", command: "head -c 2000 /dev/zero | tr '\\0' x | fold -w 999",
      message: "printed more than 1000 bytes, and was ended; output=2000 raises the limit",
      enough: ""),
    Case(
      attribute: "timeout=1s", command: "while :; do :; done",
      message: "the example took longer than 1 s; give it more with timeout=2s, if it needs more",
      enough: ""),
  ])
  func `a limit is named where it is reached`(_ limit: Case) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      func write(_ attribute: String) throws {
        let chapter =
          "# A\n\n```console a-b \(attribute)\n$ true\n$ \(limit.command)\n```\n"
        try folder.write(chapter, to: "chapters/01-a.md")
      }
      try write(limit.attribute)
      let outcome = try await Tool.workbook(["verify"], in: folder.url)
      #expect(outcome.status == 1)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(
        lines.contains { $0.hasPrefix("chapters/01-a.md:5:1:") && $0.contains(limit.message) },
        "\(outcome.output)")
      guard !limit.enough.isEmpty else { return }
      try write(limit.enough + " status")
      let relieved = try await Tool.workbook(["verify"], in: folder.url)
      #expect(relieved.status == 0, "\(relieved.output)")
    }
  }
}
