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
      level: "C", advice: "start the container with --security-opt seccomp=unconfined"),
    Machine(
      testDescription: "a filter refuses mounts",
      wrapper: [
        "python3",
        "\(Checkout.root.path)/Tests/CommandLineTests/Fixtures/refuse-namespaces.py", "--mount",
      ],
      reason: "can't keep the lab's mounts to itself: mount: Operation not permitted",
      level: "C", advice: "start the container with --security-opt seccomp=unconfined"),
    Machine(
      testDescription: "there are no namespaces left",
      wrapper: [
        "unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\"",
        "sh",
      ],
      reason: "can't make a user namespace: unshare: No space left on device",
      level: "C", advice: "what this runs in allows no further user namespaces"),
    Machine(
      testDescription: "parts of /proc are hidden",
      wrapper: [
        "unshare", "-Urm", "sh", "-c", "mount -t tmpfs none /proc/irq && exec \"$@\"", "sh",
      ],
      reason: "can't mount the lab's /proc: mount: Operation not permitted",
      level: "B", advice: "--security-opt systempaths=unconfined"),
    Machine(
      testDescription: "root in a chroot may not leave it",
      wrapper: inChroot + ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
      reason: "can't make a user namespace: unshare: Operation not permitted",
      level: "C", advice: "this is a chroot, and its root may not make what labs take"),
  ])
  func `with less, nothing is verified, and that is said`(_ machine: Machine) async throws {
    func run(_ words: [String]) async throws -> Tool.Outcome {
      try await Tool.run(
        URL(filePath: "/usr/bin/env"), machine.wrapper + [Tool.workbook.path] + words,
        in: Self.book)
    }
    let count = "\(Self.exampleCount) not verified here (the reasons are above)"
    for (options, last) in [
      ([], count), (["--require"], count), (["--accept"], "0 accepted, \(count)"),
      (["--stress", "2"], count), (["--elsewhere"], count),
    ] as [([String], String)] {
      let outcome = try await run(["verify", "--store", Tool.store.path] + options)
      #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
      // One sentence for all of them, and what to do.
      let lines = outcome.output.split(separator: "\n")
      try #require(lines.count == 3, "\(outcome.output)")
      #expect(lines[0] == "warning: \(machine.reason) (\(Self.exampleCount) examples)")
      #expect(lines[1].hasPrefix("  ") && lines[1].contains(machine.advice), "\(lines[1])")
      #expect(lines[2] == Substring(last))
    }
    let doctor = try await run(["doctor"])
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("✗ labs (level \(machine.level)): \(machine.reason)\n"))
    #expect(doctor.output.contains(machine.advice))
  }

  /// A chroot into a folder with all that there is, of root in a user namespace.
  private static let inChroot = [
    "unshare", "-Urm", "\(Checkout.root.path)/Tests/CommandLineTests/Fixtures/in-chroot.sh",
  ]

  @Test(
    arguments: geteuid() == 0 ? [inChroot, ["unshare", "-m", inChroot[2]]] : [inChroot])
  func `root in a chroot verifies everything`(wrapper: [String]) async throws {
    let outcome = try await Tool.run(
      URL(filePath: "/usr/bin/env"),
      wrapper + [Tool.workbook.path, "verify", "--require", "--store", Tool.store.path],
      in: Self.book)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    arguments: [
      ["unshare", "-Urpf", "--mount-proc"], ["bwrap", "--unshare-all", "--dev-bind", "/", "/"],
    ].filter { access("/usr/bin/\($0[0])", X_OK) == 0 })
  func `in a container that hides nothing, everything is verified`(
    wrapper: [String]
  ) async throws {
    let outcome = try await Tool.run(
      URL(filePath: "/usr/bin/env"),
      wrapper + [Tool.workbook.path, "verify", "--require", "--store", Tool.store.path],
      in: Self.book)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `without the files of processes, it is told to mount them`() async throws {
    let outcome = try await Tool.run(
      URL(filePath: "/usr/bin/env"),
      [
        "unshare", "-Urm", "sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"", "sh",
        Tool.workbook.path, "verify",
      ], in: Self.book)
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("mount -t proc proc /proc"), "\(outcome.errors)")
  }

  @Test func `a store without a name is wrong usage`() async throws {
    let outcome = try await Tool.run(Tool.workbook, ["verify", "--store", ""], in: Self.book)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--store names a folder"))
  }

  @Test func `doctor finds this machine well`() async throws {
    let outcome = try await Tool.workbook(["doctor"], in: Self.book)
    #expect(outcome.status == 0, "\(outcome.output)")
    // How fast it is depends on what else it does.
    let lines = outcome.output.split(separator: "\n").filter { !$0.contains(" speed: ") }
    #expect(
      lines.prefix(7).map { $0.prefix { $0 != ":" } } == [
        "✓ compiler", "✓ sources of Sockets", "✓ labs (level A)", "✓ IPv6", "✓ hosts", "✓ traces",
        "✓ captures",
      ])
    // Commands as root take root.
    #expect(geteuid() == 0 ? ["✓", "?"].contains(lines[7].prefix(1)) : lines[7].hasPrefix("?"))
  }
}
