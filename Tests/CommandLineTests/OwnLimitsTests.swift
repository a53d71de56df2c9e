import FoundationEssentials
import Glibc
import Testing
import WorkbookTestSupport

/// What the tool itself is allowed.
@Suite struct OwnLimitsTests {
  /// Runs the tool below limits that a shell sets.
  private func run(_ setting: String, _ words: [String]) async throws -> Tool.Outcome {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```console one\n$ echo 1\n1\n```")
      return try await Tool.run(
        URL(filePath: "/usr/bin/env"),
        ["bash", "-c", "\(setting) && exec \"$0\" \"$@\"", Tool.workbook.path] + words
          + ["--store", Tool.store.path], in: folder.url)
    }
  }

  @Test(arguments: [
    ("ulimit -n 8", "8 open files, and needs "), ("ulimit -n 63", "63 open files, and needs "),
    ("ulimit -v 200000", "200000 KiB of memory, and needs 262144"),
  ])
  func `too little is told at once`(setting: String, words: String) async throws {
    let outcome = try await run(setting, ["verify"])
    #expect(outcome.status == 3)
    #expect(outcome.errors.hasPrefix("error: workbook may have no more than \(words)"))
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: ["ulimit -S -n 12", "ulimit -S -v 300000", "ulimit -S -u 20"])
  func `what may be raised is`(setting: String) async throws {
    let outcome = try await run(setting, ["verify"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `ends of programs are noticed, whatever the caller ignores`() async throws {
    let outcome = try await run("trap '' CHLD", ["verify"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
