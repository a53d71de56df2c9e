import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

@testable import WorkbookVerify

@Suite struct ComparisonTests {
  private let chapter = """
    ```console tcp-echo
    $ echo-server
    starting
    from [CLIENT]
    ^C
    ```

    ```console tcp-echo
    $ echo-client
    I am [CLIENT]
    took [..] ms
    ```
    """
  private let outputs = [["starting\nfrom 7\n"], ["I am 7\ntook 3 ms\n"]]

  @Test(arguments: [
    ("recv: Resource temporarily unavailable (EAGAIN)", [String]()),
    ("sh: 0: Cannot fork", ["processes"]),
    ("bash: fork: retry: Resource temporarily unavailable", ["processes"]),
    ("socket(ipv4, stream): Too many open files (EMFILE)", ["open-files"]),
    ("MemoryError", ["memory"]),
  ])
  func `an error is put down to a limit only where one causes it`(
    line: String, limits: [String]
  ) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a\n$ program\nother\n```", in: folder, outputs: [["\(line)\n"]])
      #expect(run.verdict.differences.flatMap(\.exhausted).map(\.resource.rawValue) == limits)
    }
  }

  @Test(arguments: [(SIGXCPU, ["cpu"]), (SIGXFSZ, ["file-size"]), (SIGSEGV, [])])
  func `a signal tells of a limit`(signal: Int32, limits: [String]) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a\n$ program\n```", in: folder, outputs: [[""]],
        statuses: [[.signaled(signal)]])
      #expect(run.verdict.differences.count == 1)
      #expect(run.verdict.differences.flatMap(\.exhausted).map(\.resource.rawValue) == limits)
    }
  }

  @Test func `bytes that are cut into pieces must have been printed`() async throws {
    let chapter = """
      ```console pack
      $ pack
      packed: 01006162
      ```

      ```bytes pack
      right: number=0100 text=6162
      swapped: number=0001 text=6162
      ```
      """
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(chapter, in: folder, outputs: [["packed: 01006162\n"]])
      #expect(
        run.verdict.differences.map(\.diagnostic).flatMap(\.descriptions) == [
          "chapters/01-test.md:10:1: error: the example prints no 00016162; take the bytes from what it prints"
        ])
    }
  }

  @Test func `a run that is as the chapter says passes`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(chapter, in: folder, outputs: outputs)
      #expect(run.verdict.outcome == .passed)
    }
  }

  @Test func `a difference is told in lines of the chapter`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        chapter, in: folder, outputs: [["starting\nfrom 7\n"], ["I am 8\ntook 3 ms\n"]])
      let difference = try #require(run.verdict.differences.first)
      #expect(run.verdict.differences.count == 1)
      #expect(
        difference.diagnostic.descriptions == [
          "chapters/01-test.md:12:1: error: `echo-client` printed something else"
        ])
      #expect(
        difference.diff?.text == [
          "--- chapters/01-test.md", "+++ what was printed", "@@ -12,2 +12,2 @@", "-I am [CLIENT]",
          "+I am 8", " took 3 ms",
        ])
    }
  }

  @Test func `a missing and an extra last line have their places`() async throws {
    try await TemporaryFolder.with { folder in
      let missing = try MadeUpRun(
        chapter, in: folder, outputs: [["starting\n"], ["I am 7\ntook 3 ms\n"]]
      ).verdict.differences
      #expect(missing.map(\.location.line) == [6])
      let extra = try MadeUpRun(
        chapter, in: folder, outputs: [outputs[0], ["I am 7\ntook 3 ms\nmore\n"]]
      ).verdict.differences
      #expect(extra.map(\.location.line) == [14])
      #expect(extra[0].diff?.text.suffix(3) == [" I am 7", " took 3 ms", "+more"])
    }
  }

  @Test(arguments: [
    (
      LabProtocol.ExitStatus.exited(3),
      "ended with status 3, not with 0; write [3] if that is meant"
    ),
    (.exited(132), "was ended by signal 4 (Illegal instruction), not with 0"),
    (.signaled(11), "was ended by signal 11 (Segmentation fault), not with 0"),
  ])
  func `another exit status is a difference`(status: LabProtocol.ExitStatus, words: String)
    async throws
  {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        chapter, in: folder, outputs: outputs, statuses: [[.signaled(2)], [status]])
      #expect(
        run.verdict.differences.map(\.diagnostic).flatMap(\.descriptions) == [
          "chapters/01-test.md:11:1: error: `echo-client` \(words)"
        ])
    }
  }

  @Test func `a status that the chapter shows is expected`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = "```console a\n$ b\n[3]\n```"
      let run = try MadeUpRun(chapter, in: folder, outputs: [[""]], statuses: [[.exited(3)]])
      #expect(run.verdict.passed)
      let other = try MadeUpRun(chapter, in: folder, outputs: [[""]], statuses: [[.exited(0)]])
      #expect(
        other.verdict.differences.map(\.diagnostic).flatMap(\.descriptions) == [
          "chapters/01-test.md:4:1: error: `b` ended with status 0, not with 3"
        ])
    }
  }

  @Test(arguments: [LabProtocol.ExitStatus.signaled(2), .exited(130), .exited(0)])
  func `an interrupted command may end by the signal or by itself`(status: LabProtocol.ExitStatus)
    async throws
  {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun(
        chapter, in: folder, outputs: outputs, statuses: [[nil], [.exited(0)]])
      run.recording.terminals[0].steps[1].status = status
      #expect(run.verdict.passed)
    }
  }

  @Test func `a server that ends before Ctrl-C is a difference, with the line where it stopped`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let listing = "```swift echo-server.swift\nfatalError()\n```\n\n"
      let run = try MadeUpRun(
        listing + chapter, in: folder,
        outputs: [
          ["starting\nfrom 7\necho_server/echo-server.swift:1: Fatal error\n"], outputs[1],
        ],
        statuses: [[.exited(133)], [.exited(0)]])
      #expect(
        run.verdict.differences.map(\.diagnostic).flatMap(\.descriptions) == [
          "chapters/01-test.md:11:1: error: `echo-server` printed something else",
          "chapters/01-test.md:4:1: note: the program stopped here",
          "chapters/01-test.md:11:1: error: `echo-server` was ended by signal 5 (Trace/breakpoint trap) before ^C was pressed",
          "chapters/01-test.md:4:1: note: the program stopped here",
        ])
    }
  }

  @Test(
    arguments: [
      (
        Ending.waitsForEver([
          Activity(
            terminal: 1, program: "echo-client", state: .blocked(call: .recv, timed: false))
        ]), 11, "this never ends", "echo-client: blocked in recv"
      ),
      (
        .timeLimit([Activity(terminal: 1, program: "echo-client", state: .running)]), 11,
        "the example took longer than 10 s", "echo-client: running"
      ),
      (.ticks(window: 0), 11, "the example took longer than 10 s", nil),
      (
        .leftBehind([
          Activity(terminal: 0, program: "daemon", state: .blocked(call: .sleep, timed: true))
        ]), 4, "daemon went on when every command had ended", "daemon: blocked in sleep"
      ),
      (
        .ignoresInterrupt(
          terminal: 0, [Activity(terminal: 0, program: "echo-server", state: .stopped)]), 4,
        "`echo-server` didn't end after ^C", "echo-server: stopped by a signal"
      ),
      (.outputLimit(terminal: 1), 11, "`echo-client` printed more than 1048576 bytes", nil),
      (.processLimit(terminal: 1), 11, "`echo-client` started more than 64 processes", nil),
    ] as [(Ending, Int, String, String?)])
  func `a run that doesn't end well has one reason`(
    ending: Ending, line: Int, words: String, note: String?
  ) async throws {
    try await TemporaryFolder.with { folder in
      let isWhole = if case .leftBehind = ending { true } else { false }
      let run = try MadeUpRun(
        chapter, in: folder, outputs: isWhole ? outputs : [[""], [""]],
        statuses: isWhole ? nil : [[nil], [nil]], ending: ending)
      let diagnostics = run.verdict.differences.flatMap(\.diagnostic.lines)
      #expect(diagnostics.count == (note == nil ? 1 : 2))
      #expect(diagnostics[0].range.start.line == line)
      #expect(diagnostics[0].message.hasPrefix(words), "\(diagnostics[0])")
      #expect(note == nil || diagnostics[1].message == note)
    }
  }

  @Test(arguments: [(10_000, ""), (19_000, ""), (45_000, "45 s")])
  func `a slow machine is told of`(milliseconds: Double, words: String) async throws {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun(
        chapter, in: folder, outputs: [[""], [""]], statuses: [[nil], [nil]],
        ending: .timeLimit([]))
      run.recording.duration = milliseconds
      let message = run.verdict.differences.first?.diagnostic.message
      let delay =
        words.isEmpty
        ? "" : ", although this machine, slow or busy as it is, gave it \(words) for them"
      #expect(
        message
          == "the example took longer than 10 s\(delay); give it more with timeout=20s, if it needs more"
      )
    }
  }

  @Test(arguments: [
    (
      LabFailure.Purpose.limit(.openFiles, needed: 256, allowed: 64), SystemCall.setrlimit, EPERM,
      """
      can't give programs 256 open files, which an example may use: workbook itself was given 64: setrlimit: Operation \
      not permitted
      """
    ),
    (
      .find(.ipv6), .socket, EAFNOSUPPORT,
      "can't use IPv6, which the example needs: socket: Address family not supported by protocol"
    ),
    (
      .find(.processors(2)), .schedGetaffinity, ENODEV,
      "can't use 2 processors, which the example needs: sched_getaffinity: No such device"
    ),
  ])
  func `what a machine lacks is named`(
    purpose: LabFailure.Purpose, call: SystemCall, code: Int32, message: String
  ) {
    #expect(LabFailure(purpose: purpose, call: call, code: code).message == message)
  }

  @Test func `what was printed is compared, too, where something is left behind`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        chapter, in: folder, outputs: [outputs[0], ["I am 8\ntook 3 ms\n"]],
        ending: .leftBehind([Activity(terminal: 1, program: "daemon", state: .running)]))
      #expect(
        run.verdict.differences.map(\.diagnostic.identifier) == [.outputDiffers, .leftBehind])
    }
  }

  @Test func `what isn't compared can't differ`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = "```console a status\n$ b\none\n```"
      #expect(try MadeUpRun(chapter, in: folder, outputs: [["two\n"]]).verdict.passed)
      let run = try MadeUpRun(chapter, in: folder, outputs: [["two\n"]], statuses: [[.exited(1)]])
      #expect(!run.verdict.passed)
    }
  }

  @Test func `a machine that can't run it is no failure, and no success`() async throws {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun(chapter, in: folder, outputs: outputs)
      let failure = LabFailure(purpose: .makeUserNamespace, call: .unshare, code: 1)
      run.recording.outcome = .unavailable(failure)
      #expect(run.verdict.outcome == .unavailable(failure))
      #expect(!run.verdict.passed)
      #expect(failure.message == "can't make a user namespace: unshare: Operation not permitted")
    }
  }
}
