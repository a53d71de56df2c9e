import FoundationEssentials
import Glibc
import Testing
import WorkbookTestSupport

/// What is verified where a machine grants all that labs take, part of it, or nothing: always the same, or
/// honestly nothing.
///
/// The book is `Tests/HostsBook`: groups on two hosts, names, ping, netstat and ss, and servers that wait in
/// every way there is.
@Suite struct CapabilityTests {
  private static let book = Checkout.root.appending(path: "Tests/HostsBook")
  private static let exampleCount = 14

  @Test func `with namespaces, everything is verified`() async throws {
    let outcome = try await Tool.workbook(["verify", "--require"], in: Self.book)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.hasSuffix("\n\(Self.exampleCount) examples verified\n"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
  func `an ordinary user sees the same as root`() async throws {
    try await TemporaryFolder.with { folder in
      // What the user needs, where the user may read it: as script/install lays it out.
      for (name, place) in [("workbook", "bin"), ("workbook-lab", "libexec")] {
        try folder.write(
          Data(contentsOf: Tool.folder.appending(path: name)), to: "tool/\(place)/\(name)")
      }
      try EchoBook.write(to: folder)
      let root = Checkout.root.path
      let prepare = try await Tool.run(
        URL(filePath: "/bin/sh"),
        [
          "-c",
          """
          mkdir -p tool/share/workbook/Sources && mkdir -m 700 store && chown 12345 store \
          && cp -r \(root)/Sources/Sockets \(root)/Sources/CSockets tool/share/workbook/Sources/ \
          && cp -r \(Self.book.path) hosts \
          && chmod -R a+rX . && chmod a+x tool/*/*
          """,
        ], in: folder.url)
      #expect(prepare.status == 0, "\(prepare.errors)")
      for (book, result) in [
        (".", "1 example verified\n"), ("hosts", "\(Self.exampleCount) examples verified\n"),
      ] {
        let outcome = try await Tool.run(
          URL(filePath: "/usr/bin/setpriv"),
          [
            "--reuid=12345", "--regid=12345", "--clear-groups", "--no-new-privs", "env",
            "HOME=/nonexistent", folder.url.appending(path: "tool/bin/workbook").path, "verify",
            "--require", "--book", book, "--store", folder.url.appending(path: "store").path,
          ], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.hasSuffix(result), "\(outcome.output)")
      }
    }
  }

  /// A machine that grants less.
  struct Machine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// A command that runs another one, which follows.
    let wrapper: [String]
    /// What is said of each example.
    let reason: String
    /// What doctor calls it, and what it says to do.
    let level: String
    let advice: String
  }

  @Test(arguments: [
    Machine(
      testDescription: "a filter refuses namespaces",
      wrapper: [
        "python3",
        "\(Checkout.root.path)/Tests/CommandLineTests/Fixtures/refuse-namespaces.py",
      ],
      reason: "can't make a user namespace: unshare: Operation not permitted",
      level: geteuid() == 0 ? "C" : "A2 or C", advice: "--security-opt seccomp=unconfined"),
    Machine(
      testDescription: "there are no namespaces left",
      wrapper: [
        "unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\"",
        "sh",
      ],
      reason: "can't make a user namespace: unshare: No space left on device",
      level: "C", advice: "sudo sysctl -w user.max_user_namespaces=10000"),
    Machine(
      testDescription: "parts of /proc are hidden",
      wrapper: [
        "unshare", "-Urm", "sh", "-c", "mount -t tmpfs none /proc/irq && exec \"$@\"", "sh",
      ],
      reason: "can't mount the lab's /proc: mount: Operation not permitted",
      level: "B", advice: "--security-opt systempaths=unconfined"),
  ])
  func `with less, nothing is verified, and that is said`(_ machine: Machine) async throws {
    func run(_ words: [String]) async throws -> Tool.Outcome {
      try await Tool.run(
        URL(filePath: "/usr/bin/env"), machine.wrapper + [Tool.workbook.path] + words,
        in: Self.book)
    }
    let count = "\(Self.exampleCount) not verified here (workbook doctor tells why)"
    for (options, last) in [
      ([], count), (["--require"], count), (["--accept"], "0 accepted, \(count)"),
      (["--stress", "2"], count),
    ] as [([String], String)] {
      let outcome = try await run(["verify", "--store", Tool.store.path] + options)
      #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count { $0.hasPrefix("? ") } == Self.exampleCount)
      #expect(
        lines.count { $0.hasSuffix("warning: \(machine.reason)") } == Self.exampleCount,
        "\(outcome.output)")
      #expect(lines.last == Substring(last))
    }
    let doctor = try await run(["doctor"])
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("✗ labs (level \(machine.level)): \(machine.reason)\n"))
    #expect(doctor.output.contains(machine.advice))
  }

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
    ] as [([String], Int32, String)])
  func `what can't be run is told beside what can`(
    words: [String], status: Int32, last: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let isWrong = words.contains("--accept") && !words.contains("there")
      _ = try folder.book(
        """
        ```console there
        $ echo one
        \(isWrong ? "two" : "one")
        ```

        ```console missing needs=no-such-program
        $ no-such-program
        ```
        """)
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.split(separator: "\n").last == Substring(last), "\(outcome.output)")
    }
  }

  @Test(arguments: [["verify"], ["verify", "--stress", "1"], ["verify", "--accept"]])
  func `where there is nothing to verify, that is said`(words: [String]) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```text a.txt\nlet a: Int = \"\"\n```")
      let outcome = try await Tool.workbook(words, in: folder.url)
      #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
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

  @Test func `a store without a name is wrong usage`() async throws {
    let outcome = try await Tool.run(Tool.workbook, ["verify", "--store", ""], in: Self.book)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--store names a folder"))
  }

  private static let unverified = "1 not verified here (workbook doctor tells why)"

  @Test func `doctor finds this machine well`() async throws {
    let outcome = try await Tool.workbook(["doctor"], in: Self.book)
    #expect(outcome.status == 0, "\(outcome.output)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(6).map { $0.prefix { $0 != ":" } } == [
        "✓ compiler", "✓ sources of Sockets", "✓ labs (level A)", "✓ hosts", "✓ traces",
        "✓ captures",
      ])
    // Commands as root take root.
    #expect(geteuid() == 0 ? ["✓", "?"].contains(lines[6].prefix(1)) : lines[6].hasPrefix("?"))
  }
}
