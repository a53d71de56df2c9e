import FoundationEssentials
import Testing
import WorkbookTestSupport

/// Files and folders that can't be used: each is told in a sentence, with its path.
@Suite struct FileFailureTests {
  /// What is done to a book before a command, which words the command has, and what it says and ends with.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let preparation: String
    let words: String
    let status: Int32
    let message: String
    /// Whether it is said on standard output, beside what there is.
    let isPrinted: Bool

    init(
      _ preparation: String, _ words: String, _ status: Int32 = 1, _ message: String,
      isPrinted: Bool = false
    ) {
      testDescription = "\(preparation); \(words)"
      (self.preparation, self.words, self.status) = (preparation, words, status)
      (self.message, self.isPrinted) = (message, isPrinted)
    }
  }

  private static let readOnly = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\""
  private static let full = "mkdir s && mount -t tmpfs -o mode=700,size=4k none s"

  @Test(arguments: [
    Case("true", "verify --report json=no/r.json", 1, "can't write no/r.json: No such file"),
    Case("true", "verify --report json=/", 1, "can't write /: Is a directory"),
    Case("true", "verify --report json=/dev/full", 1, "can't write /dev/full: No space left"),
    Case("true", "trace there --capture no/a.pcap", 1, "can't write no/a.pcap: No such file"),
    Case("true", "trace there --capture /dev/full", 1, "can't write /dev/full: No space left"),
    Case("touch f", "verify --store f/s", 1, "f/s can't be used: Not a directory"),
    Case("touch f", "verify --store f", 1, "f can't be used: it isn't a folder; name another"),
    Case(readOnly, "verify --store s", 1, "s: Read-only file system; --store FOLDER keeps"),
    Case(readOnly, "build", 1, "site: Read-only file system; workbook serve shows pages"),
    Case(readOnly, "verify --report json=r.json", 1, "can't write r.json: Read-only file system"),
    Case(
      "sed -i s/^one$/two/ chapters/01-test.md; \(readOnly)", "verify --accept", 1,
      "chapters/01-test.md can't be written: Read-only file system"),
    Case(full, "verify --store s", 1, "No space left on device; --store FOLDER keeps"),
    Case("touch site", "build", 1, "site can't be used: it isn't a folder"),
    Case("mkdir -p site/01-test.html", "build", 1, "01-test.html can't be used: it isn't a file"),
    Case(
      "mkdir chapters/02-a.md", "list", 2, "chapters/02-a.md:1:1: error: this is no file",
      isPrinted: true),
    Case("rm chapters/*.json; mkdir chapters/workbook.json", "list", 2, "this is no file"),
    Case("mkdir gone; cd gone; rmdir ../gone", "list", 64, "was started in is gone"),
  ])
  func `a file that can't be used is told in a sentence`(failure: Case) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```console there\n$ echo one\none\n```")
      let name = failure.words.split(separator: " ").first ?? ""
      let store =
        failure.words.contains("--store") || name == "list" ? "" : "--store \(Tool.store.path)"
      let outcome = try await run(
        "\(failure.words) \(store)", after: failure.preparation, in: folder)
      #expect(outcome.status == failure.status, "\(outcome)")
      let told = failure.isPrinted ? outcome.output : outcome.errors
      #expect(told.contains(failure.message), "\(outcome)")
      // Nothing is dumped as the program has it.
      for word in ["CocoaError", "userInfo", "Optional(", "reason:"] {
        #expect(!outcome.errors.contains(word) && !outcome.output.contains(word), "\(outcome)")
      }
    }
  }

  @Test func `it is no fault of a listing that the store is full`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```swift hello.swift\nprint(1)\n```\n\n```console a-b\n$ hello\n1\n```")
      let outcome = try await run(
        "verify --store s", after: "mkdir s && mount -t tmpfs -o mode=700,size=1m none s",
        in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.hasSuffix(
          "s: No space left on device; --store FOLDER keeps built programs elsewhere\n"),
        "\(outcome)")
    }
  }

  /// Runs the tool with mounts of its own.
  private func run(
    _ words: String, after preparation: String, in folder: TemporaryFolder
  ) async throws -> Tool.Outcome {
    try await Tool.run(
      URL(filePath: "/usr/bin/env"),
      [
        "unshare", "-Urm", "sh", "-c", "\(preparation) || exit 99; exec \"$0\" \(words)",
        Tool.workbook.path,
      ], in: folder.url)
  }
}
