import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookTestSupport

@testable import WorkbookVerify

@Suite struct AcceptanceTests {
  private let chapter = """
    Before.

    > ```console tcp-echo
    > $ echo-server \\
    > > --loud
    > started in [..] ms
    > old
    > ...
    > last
    > ^C
    > ```

    Between.

    ```console tcp-echo
    $ echo-client
    old
    [3]
    $ true
    ```

    After.
    """

  private func run(in folder: TemporaryFolder, client: String = "new\n") throws -> MadeUpRun {
    try MadeUpRun(
      chapter, in: folder,
      outputs: [["started in 3 ms\nnew\nx\ny\nlast\nmore\n"], [client, ""]],
      statuses: [[.signaled(2)], [.exited(3), .exited(0)]])
  }

  /// Accepts a run, after others.
  private func accept(
    _ run: MadeUpRun, others: [Recording]? = nil, at now: PresentTime = .longAgo
  ) -> Acceptance.Result {
    var acceptance = Acceptance(run.chapter, in: run.book.folder, [run.verdict], at: now)
    for other in others ?? [run.recording] { acceptance.compare(other, of: run.example) }
    return acceptance.write()
  }

  /// A link in the place of a chapter, or of the folder of chapters.
  @Test(arguments: ["chapters/01-test.md", "chapters"])
  func `nothing is written through a link, and no link is replaced`(path: String) async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      let (link, target) = (
        folder.url.appending(path: path), folder.url.appending(path: "texts-of-the-book")
      )
      try FileManager.default.moveItem(at: link, to: target)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      let before = try folder.text(of: "chapters/01-test.md")
      let reason: FileError.Reason = .link
      let result = accept(run)
      #expect(result.error == .unusable(path: "chapters/01-test.md", reason: reason))
      #expect(result.accepted.isEmpty)
      #expect(try folder.text(of: "chapters/01-test.md") == before)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target.path)
    }
  }

  @Test(arguments: [0o600, 0o640, 0o755]) func `a chapter keeps its permissions`(mode: mode_t)
    async throws
  {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      let file = folder.url.appending(path: "chapters/01-test.md").path
      #expect(chmod(file, mode) == 0)
      if geteuid() == 0 { #expect(chown(file, 12345, 54321) == 0) }
      #expect(accept(run).accepted.count == 1)
      var status = stat()
      #expect(stat(file, &status) == 0)
      #expect(status.st_mode & 0o7777 == mode)
      if geteuid() == 0 { #expect((status.st_uid, status.st_gid) == (12345, 54321)) }
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appending(path: "chapters").path)
      #expect(names.sorted() == ["01-test.md", "workbook.json"])
    }
  }

  @Test func `what was printed takes the place of what differs, and holes stay`() async throws {
    try await TemporaryFolder.with { folder in
      let result = try accept(run(in: folder))
      #expect(result.refusals.isEmpty)
      #expect(result.accepted.map(\.example.name) == ["tcp-echo"])
      #expect(result.accepted[0].differences.count == 2)
      let text = try folder.text(of: "chapters/01-test.md")
      #expect(
        text == """
          # Test

          Before.

          > ```console tcp-echo
          > $ echo-server \\
          > > --loud
          > started in [..] ms
          > ...
          > last
          > more
          > ^C
          > ```

          Between.

          ```console tcp-echo
          $ echo-client
          new
          [3]
          $ true
          ```

          After.

          """)
    }
  }

  @Test func `an output that comes after Ctrl-C is written there`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a\n$ b\n^C\n```", in: folder, outputs: [["one\n", "bye\n"]])
      _ = accept(run)
      #expect(
        try folder.text(of: "chapters/01-test.md")
          == "# Test\n\n```console a\n$ b\none\n^C\nbye\n```\n")
    }
  }

  @Test func `an output that isn't the same twice is refused`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      let before = try folder.text(of: "chapters/01-test.md")
      let again = try self.run(in: folder, client: "newer\n").recording
      let result = accept(run, others: [again])
      guard case .unstable(let differences)? = result.refusals.first?.reason else {
        Issue.record("\(result.refusals)")
        return
      }
      #expect(differences.count == 1)
      #expect(
        result.refusals[0].variations.flatMap(\.text).filter { !$0.hasPrefix("@@") }
          == ["--- what one run printed", "+++ what was printed", "-new", "+newer"])
      #expect(try folder.text(of: "chapters/01-test.md") == before)
    }
  }

  @Test func `what ran only once is refused`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      let before = try folder.text(of: "chapters/01-test.md")
      var refused = run.recording
      let failure = LabFailure(purpose: .makeNamespaces, call: .unshare, code: EAGAIN)
      refused.outcome = .unavailable(failure)
      for others in [[], [refused, refused]] {
        let result = accept(run, others: others)
        #expect(result.refusals.map(\.reason) == [.notRunAgain(others.isEmpty ? nil : failure)])
        #expect(try folder.text(of: "chapters/01-test.md") == before)
      }
      #expect(accept(run, others: [refused, run.recording]).refusals.isEmpty)
    }
  }

  @Test func `what varies under a hole is stable`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      var again = run.recording
      again.terminals[0].steps[0].output = Data("started in 99 ms\nnew\nz\nlast\nmore\n".utf8)
      #expect(accept(run, others: [again]).refusals.isEmpty)
    }
  }

  @Test(arguments: [LabProtocol.ExitStatus.exited(139), .signaled(11), .signaled(25)])
  func `the output of a failed run is refused`(status: LabProtocol.ExitStatus) async throws {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(
        "```console a\n$ b\nold\n```", in: folder, outputs: [["new\n"]], statuses: [[status]])
      let result = accept(run)
      #expect(result.refusals.map(\.reason) == [.failedRun])
      #expect(try folder.text(of: "chapters/01-test.md").contains("old"))
    }
  }

  @Test func `edits made meanwhile are kept`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      try folder.write("# Edited\n", to: "chapters/01-test.md")
      let result = accept(run)
      #expect(result.error == .changedMeanwhile(path: "chapters/01-test.md"))
      #expect(result.accepted.isEmpty)
      #expect(try folder.text(of: "chapters/01-test.md") == "# Edited\n")
    }
  }

  @Test func `the file's permissions stay`() async throws {
    try await TemporaryFolder.with { folder in
      let run = try run(in: folder)
      let path = folder.url.appending(path: "chapters/01-test.md").path
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      _ = accept(run)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }
}

extension PresentTime {
  /// A time that no output of these tests tells.
  static let longAgo = PresentTime(secondsSince1970: 1)
}
