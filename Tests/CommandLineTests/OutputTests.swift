import FoundationEssentials
import Testing
import WorkbookTestSupport

/// What can't be printed, or written into a file that the user names.
@Suite struct OutputTests {
  @Test(arguments: [
    ["--help"], ["--version"], ["verify", "--help"], ["list"], ["show", "there"], ["verify"],
    ["verify", "--stress", "1"], ["run", "there"], ["trace", "there"], ["build"], ["doctor"],
  ])
  func `what can't be printed is a failure`(words: [String]) async throws {
    try await TemporaryFolder.with { folder in
      try write(to: folder)
      let isBuilding = ["verify", "build", "run", "trace"].contains(words[0])
      let store = isBuilding ? ["--store", Tool.store.path] : []
      for (redirection, reason) in [
        (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
      ] {
        let outcome = try await Tool.run(
          URL(filePath: "/bin/sh"),
          ["-c", "exec \"$@\" \(redirection)", "sh", Tool.workbook.path, words[0]] + store
            + words.dropFirst(),
          in: folder.url)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(
          outcome.errors.hasSuffix(
            "error: not everything could be printed on standard output: \(reason)\n"), "\(outcome)")
      }
      // It isn't written into a file that was opened in its place.
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
      for file in files where file.hasPrefix("chapters/") && file.hasSuffix(".md") {
        #expect(try folder.text(of: file) == Self.chapter)
      }
    }
  }

  @Test func `a report on standard output stands behind what was printed`() async throws {
    try await TemporaryFolder.with { folder in
      try write(to: folder)
      let outcome = try await Tool.run(
        URL(filePath: "/bin/sh"),
        [
          "-c", "exec \"$@\" >all", "sh", Tool.workbook.path, "verify", "--store", Tool.store.path,
          "--report", "json=/dev/stdout",
        ], in: folder.url)
      #expect(outcome.status == 0, "\(outcome)")
      let all = try folder.text(of: "all")
      #expect(all.hasPrefix("✓ there  chapters/01-test.md, 1 terminal\n1 example verified\n{"))
      #expect(all.hasSuffix("}\n"))
    }
  }

  @Test func `a reader that has gone away ends the tool, or is a failure`() async throws {
    try await TemporaryFolder.with { folder in
      try write(to: folder)
      for (handling, status) in [("SIG_DFL", "-13"), ("SIG_IGN", "1")] {
        let outcome = try await Tool.run(
          URL(filePath: "/usr/bin/python3"),
          [
            "-c",
            """
            import os, signal, subprocess, sys
            reader, writer = os.pipe()
            os.close(reader)
            signal.signal(signal.SIGPIPE, signal.\(handling))
            print(subprocess.run(sys.argv[1:], stdout=writer, restore_signals=False).returncode)
            """, Tool.workbook.path, "list",
          ], in: folder.url)
        #expect(outcome.output == "\(status)\n", "\(outcome)")
        #expect(outcome.errors.contains("Broken pipe") == (status == "1"), "\(outcome)")
      }
    }
  }

  private static let chapter = "# Test\n\n```console there\n$ echo one\none\n```\n"

  private func write(to folder: TemporaryFolder) throws {
    try folder.write("{ \"title\": \"T\" }", to: "chapters/workbook.json")
    try folder.write(Self.chapter, to: "chapters/01-test.md")
  }
}
