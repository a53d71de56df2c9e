import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport
import WorkbookVerify

/// The tree of a verdict, and which command is to blame.
@Suite struct VerdictTests {
  private let interruptible = "```console a\n$ serve\nup\n^C\ndown\n```"

  @Test func `each step has what its window showed, and its place`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a\n$ one\n1\n$ two\n2\n3\n```\n\n```console a\n$ three\n[4]\n```", in: folder,
        outputs: [["1\n", "2\n3\n"], [""]],
        statuses: [[.exited(0), .exited(0)], [.exited(4)]])
      let verdict = run.verdict
      #expect(verdict.passed)
      #expect(verdict.steps.map(\.step.command) == ["one", "two", "three"])
      #expect(verdict.steps.map(\.lines) == [["1"], ["2", "3"], []])
      #expect(verdict.steps.map(\.place.terminal) == [0, 0, 1])
      #expect(verdict.steps.map(\.place.step) == [0, 1, 0])
      for step in verdict.steps {
        #expect(run.example[step.place] == step.step)
        #expect(step.alignment?.isPerfect == true)
      }
    }
  }

  @Test func `what is shown after Ctrl-C belongs to it, and so does the end of the command`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(interruptible, in: folder, outputs: [["up\n", "down\n"]])
      #expect(run.verdict.passed)
      #expect(run.verdict.steps.map(\.step.action) == [.command("serve"), .interrupt])
      #expect(run.verdict.steps.map(\.lines) == [["up"], ["down"]])
      #expect(run.verdict.steps.map(\.result?.status) == [nil, .signaled(2)])
      #expect(run.verdict.command(at: run.verdict.steps[1].place) == run.verdict.steps[0])
      // The same lines on the other side of it are others.
      for outputs in [["up\ndown\n", ""], ["", "up\ndown\n"]] {
        let other = try MadeUpRun(interruptible, in: folder, outputs: [outputs])
        #expect(
          other.verdict.differences.map(\.diagnostic.identifier) == [
            .outputDiffers, .outputDiffers,
          ])
      }
    }
  }

  @Test func `what wasn't run, and half a run, isn't compared`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        interruptible, in: folder, outputs: [["up\n"]], statuses: [[nil]],
        ending: .timeLimit([]))
      #expect(run.verdict.steps.map(\.lines) == [["up"], []])
      #expect(run.verdict.steps.map(\.alignment) == [nil, nil])
      let notBuilt = Verdict.notBuilt(run.example, in: run.chapter, missing: ["serve"])
      #expect(notBuilt.steps.map(\.result) == [nil, nil])
      #expect(notBuilt.steps.map(\.lines) == [[], []])
      #expect(notBuilt.diagnostics.map(\.identifier) == [.notRun])
    }
  }

  /// Ctrl-C ends a command unless the chapter says that it ends by itself, with a status.
  @Test(
    arguments: [
      (nil, .signaled(2), true), (nil, .exited(130), true), (nil, .exited(0), true),
      (nil, .exited(1), false), (3, .exited(3), true), (3, .signaled(2), false),
      (3, .exited(130), false), (3, .exited(0), false),
    ] as [(Int32?, LabProtocol.ExitStatus, Bool)])
  func `how an interrupted command may end`(
    expected: Int32?, status: LabProtocol.ExitStatus, passes: Bool
  ) async throws {
    try await TemporaryFolder.with { folder in
      let line = expected.map { "[\($0)]\n" } ?? ""
      var run = try MadeUpRun(
        "```console a\n$ serve\n^C\n\(line)```", in: folder, outputs: [[""]],
        statuses: [[nil]])
      run.recording.terminals[0].steps[1].status = status
      #expect(run.verdict.passed == passes, "\(run.verdict.outcome)")
    }
  }

  /// The last terminal that should have ended by itself is to blame; one that waits for Ctrl-C only if there is no
  /// other.
  @Test(
    arguments: [
      ([nil, nil, nil, nil], 3), ([nil, nil, .exited(0), nil], 2),
      ([nil, .exited(0), .exited(0), nil], 4), ([nil, .exited(0), .exited(0), .exited(0)], 1),
      ([.exited(0), nil, nil, .exited(0)], 3), ([nil, .exited(0), nil, nil], 3),
    ] as [([LabProtocol.ExitStatus?], Int)])
  func `a run that doesn't end blames one terminal`(
    statuses: [LabProtocol.ExitStatus?], number: Int
  ) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        """
        ```console a
        $ serve
        ^C
        ```

        ```console a
        $ one
        ```

        ```console a
        $ two
        ```

        ```console a
        $ serve-too
        ^C
        ```
        """, in: folder, outputs: [[""], [""], [""], [""]], statuses: statuses.map { [$0] },
        ending: .waitsForEver([]))
      let places = run.verdict.differences.map(\.location)
      #expect(places == [run.example.terminals[number - 1].steps[0].location])
    }
  }

  @Test func `the command of a terminal that ran last is to blame`() async throws {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun(
        "```console a\n$ one\n$ two\n$ three\n```", in: folder, outputs: [["", "", ""]],
        statuses: [[.exited(0), nil, nil]], ending: .timeLimit([]))
      run.recording.terminals[0].steps[2].wasTaken = false
      #expect(run.verdict.differences.map(\.location.line) == [5])
    }
  }
}
