import FoundationEssentials
import Testing
import WorkbookTestSupport

/// What is said, and with which status, where a part of a book can't be run or traced, or nothing can.
@Suite struct UnverifiedTests {
  private static let unverified = "1 not verified here (the reasons are above)"

  @Test(
    arguments: [
      (["verify"], 0, "1 example verified, \(unverified)"),
      (["verify", "--require"], 3, "1 example verified, \(unverified)"),
      (["verify", "--accept"], 0, "1 accepted, \(unverified)"),
      (["verify", "--accept", "--require"], 3, "1 accepted, \(unverified)"),
      (
        ["verify", "there", "--accept"], 0, "nothing to accept; the chapters are as they should be"
      ),
      (["verify", "missing"], 3, unverified),
      (["verify", "missing", "--accept"], 3, "0 accepted, \(unverified)"),
      (["verify", "missing", "--stress", "1"], 3, unverified),
      (["verify", "--stress", "1"], 0, "2 runs, all as the chapters say, \(unverified)"),
      (
        ["verify", "--stress", "1", "--require"], 3,
        "2 runs, all as the chapters say, \(unverified)"
      ),
      (["run", "missing"], 3, "  install the package that has it, or correct its name in needs="),
      (
        ["trace", "missing"], 3, "  install the package that has it, or correct its name in needs="
      ),
      (
        ["build"], 3,
        "the pages are left as they are, since nothing could be verified here"
      ),
    ] as [([String], Int32, String)])
  func `what can't be run is told beside what can`(
    words: [String], status: Int32, last: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let isWrong = words.contains("--accept") && !words.contains("there")
      _ = try folder.book(Self.chapter(printing: isWrong ? "two" : "one"))
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
      let told = words[0] == "verify" ? outcome.output : outcome.errors
      #expect(told.split(separator: "\n").last == Substring(last), "\(told)")
    }
  }

  @Test(
    arguments: [
      ("true", ["verify"], 3), ("1", ["verify"], 3), ("woodpecker", ["verify"], 3),
      ("", ["verify"], 0), ("0", ["verify"], 0), ("False", ["verify"], 0),
      ("true", ["verify", "--stress", "1"], 3), ("true", ["verify", "--accept"], 3),
      ("true", ["verify", "there"], 0), ("true", ["verify", "there", "--stress", "1"], 0),
    ] as [(String, [String], Int32)])
  func `where CI is set, what can't be run is a failure`(
    value: String, words: [String], status: Int32
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(Self.chapter())
      let outcome = try await Tool.run(
        URL(filePath: "/usr/bin/env"),
        ["CI=\(value)", Tool.workbook.path] + words + ["--store", Tool.store.path],
        in: folder.url)
      #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    }
  }

  /// A chapter with an example that runs anywhere, and one that runs nowhere.
  private static func chapter(printing word: String = "one") -> String {
    """
    ```console there
    $ echo one
    \(word)
    ```

    ```console missing needs=no-such-program
    $ no-such-program
    ```
    """
  }

  @Test func `what is verified in part has the pages of its whole chapters`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(Self.chapter())
      try folder.write("# More\n\nWords.\n", to: "chapters/02-more.md")
      let outcome = try await Tool.workbook(["build"], in: folder.url)
      #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.errors.hasSuffix("\n1 of 2 chapters have their pages, \(Self.unverified)\n"),
        "\(outcome.errors)")
    }
  }

  @Test func `chapters that are left out are told before what came of the others`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(Self.chapter())
      try folder.write("# More\n\n```console\n$ a\n```\n", to: "chapters/02-more.md")
      for words in [["verify"], ["verify", "--stress", "1"], ["verify", "--accept"]] {
        let outcome = try await Tool.workbook(words + ["01-test"], in: folder.url)
        let lines = outcome.output.split(separator: "\n").suffix(2)
        #expect(lines.first?.hasPrefix("left out, as malformed") == true, "\(outcome.output)")
        #expect(lines.last?.hasSuffix(Self.unverified) == true, "\(outcome.output)")
      }
    }
  }

  @Test(
    arguments: [
      (["verify", "--stress", "1"], 0, "2 runs, all as the chapters say, 2 \(untraced)"),
      (
        ["verify", "--stress", "1", "--require"], 3,
        "2 runs, all as the chapters say, 2 \(untraced)"
      ),
      (["verify", "--accept"], 0, "1 accepted, 1 \(untraced)"),
      (["verify", "--accept", "--require"], 3, "1 accepted, 1 \(untraced)"),
    ] as [([String], Int32, String)])
  func `what can't be traced is told`(
    words: [String], status: Int32, last: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let isWrong = words.contains("--accept")
      let example = "$ echo one\n\(isWrong ? "two" : "one")\n"
      _ = try folder.book("```console a-b\n\(example)```\n\n```console c-d\n$ echo\n\n```")
      let outcome = try await Tool.run(
        URL(filePath: "/usr/bin/env"),
        [
          "python3",
          "\(Checkout.root.path)/Tests/CommandLineTests/Fixtures/refuse-namespaces.py", "--ptrace",
          Tool.workbook.path,
        ] + words + ["--store", Tool.store.path], in: folder.url)
      #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.contains("start the container with --cap-add=SYS_PTRACE\n"))
      #expect(outcome.output.split(separator: "\n").last == Substring(last), "\(outcome.output)")
    }
  }

  private static let untraced = "not traced here (the reasons are above)"

  @Test(arguments: [
    (["verify"], "there is nothing to verify: no terminal, and no Swift listing\n"),
    (["verify", "--stress", "1"], "there is no example\n"),
    (["verify", "--elsewhere"], "there is no example\n"),
    (["verify", "--accept"], "there is nothing to accept: no terminal\n"),
  ])
  func `where there is nothing to verify, that is said`(
    words: [String], told: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```text a.txt\nlet a: Int = \"\"\n```")
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output == told)
    }
  }

  @Test func `a book of words alone has pages, and nothing to verify`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("Words.")
      let verified = try await Tool.workbook(["verify"], in: folder.url)
      #expect(verified.status == 3, "\(verified.output)\(verified.errors)")
      #expect(verified.output.hasPrefix("there is nothing to verify"), "\(verified.output)")
      let built = try await Tool.workbook(["build"], in: folder.url)
      #expect(built.status == 0, "\(built.output)\(built.errors)")
      #expect(try folder.text(of: "site/01-test.html").contains("<p>Words.</p>"))
    }
  }
}
