import FoundationEssentials
import Glibc
import LabProtocol
import Synchronization
import Testing
import WorkbookBuild
import WorkbookModel
import WorkbookTestSupport
import WorkbookVerify

@testable import WorkbookEngine

/// The engine, with programs that every system has.
@Suite struct VerifierTests {
  /// Collects events, which come on any thread.
  private final class Events: Sendable {
    private let list = Mutex<[VerifierEvent]>([])
    func add(_ event: VerifierEvent) { list.withLock { $0.append(event) } }
    var all: [VerifierEvent] { list.withLock { $0 } }
  }

  private func verifier(
    of book: Book, _ tell: @escaping @Sendable (VerifierEvent) -> Void = { _ in }
  ) async throws -> Verifier {
    Verifier(try await Workspace.open(book, storeAt: Tool.store), tell)
  }

  @Test func `verdicts come in the order of the book, and what goes on is told`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write(
        "# Two\n\n```console three\n$ echo 4\n3\n```\n", to: "chapters/02-two.md")
      let book = try folder.book(
        "```console one\n$ echo 1\n1\n```\n\n```console two\n$ echo 2\n2\n```")
      let events = Events()
      let verification = try await Slots.programs.take {
        try await verifier(of: book) { events.add($0) }.verify(Selection([], in: book))
      }
      #expect(verification.verdicts.map(\.example.name) == ["one", "two", "three"])
      #expect(verification.verdicts.map(\.passed) == [true, true, false])
      #expect(!verification.holds)
      #expect(!verification.showsNothing)
      #expect(verification.results["02-two"]?.examples["three"]?.verdict.passed == false)
      for name in ["one", "two", "three"] { #expect(events.all.contains(.running(name))) }
      #expect(events.all.last == .done)
    }
  }

  @Test func `a run that is known isn't repeated`() async throws {
    try await TemporaryFolder.with { folder in
      // It prints something else each time.
      let command = "cat /proc/sys/kernel/random/uuid"
      let book = try folder.book("```console one\n$ \(command)\n[..]\n```")
      try await Slots.programs.take {
        let verifier = try await verifier(of: book)
        let selection = try Selection([], in: book)
        func output(_ verification: Verification) -> [String]? {
          verification.verdicts.first?.steps.first?.lines
        }
        let first = try await verifier.verify(selection)
        var cache = RunCache()
        let request = try #require(first.requests["one"])
        cache.keep(try #require(first.verdicts[0].recording), of: request)
        #expect(try await output(verifier.verify(selection, reusing: cache)) == output(first))
        #expect(try await output(verifier.verify(selection)) != output(first))
        // What is expected may be different, and is compared with the run that is known.
        let other = try folder.book("```console one\n$ \(command)\nwords\n```")
        let compared = try await verifier.verify(Selection([], in: other), reusing: cache)
        #expect(output(compared) == output(first))
        #expect(compared.verdicts.map(\.passed) == [false])
        cache.forget(allBut: [])
        #expect(try await output(verifier.verify(selection, reusing: cache)) != output(first))
      }
    }
  }

  @Test func `an example without its program isn't run, and its chapter is told why`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```swift broken.swift\nlet a: Int = \"\"\n```\n\n```console one\n$ broken\n```\n\n```console two\n$ echo\n\n```"
      )
      let verification = try await Slots.programs.take {
        try await verifier(of: book).verify(Selection([], in: book))
      }
      #expect(
        verification.verdicts.map(\.outcome) == [.notBuilt(["broken"]), .passed])
      #expect(verification.diagnostics.map(\.location.line) == [4])
      #expect(verification.brokenCount == 1)
      #expect(verification.sourceCount == 1)
      #expect(!verification.holds)
      // Nothing is built that an example doesn't call.
      let one = try await Slots.programs.take {
        try await verifier(of: book).verify(Selection(["two"], in: book))
      }
      #expect(one.holds)
      #expect(one.sourceCount == 0)
    }
  }

  @Test func `accepting writes what is printed on every run, and nothing else`() async throws {
    try await TemporaryFolder.with { folder in
      let commands = [
        "one": "echo 1", "random": "cat /proc/sys/kernel/random/uuid", "failing": "false",
        "variables": "env | grep -c ^LD_; true",
        "time": "date", "hour": "date '+%I %p'", "files": "echo > a; ls -l a",
        "crash": "kill -SEGV $$",
      ]
      let names = commands.keys.sorted()
      let blocks = names.map { "```console \($0)\n$ \(commands[$0] ?? "")\n```\n" }
      let book = try folder.book(blocks.joined(separator: "\n"))
      let output = try await Slots.programs.take {
        let verifier = try await verifier(of: book)
        return try await verifier.accept(verifier.verify(Selection([], in: book)))
      }
      #expect(
        output.chapters.flatMap(\.accepted).map(\.example.name) == ["failing", "one", "variables"])
      #expect(output.isRefused)
      let reasons = output.chapters.flatMap(\.refusals).map { refusal in
        switch refusal.reason {
        case .unstable(let differences): "\(refusal.example.name) \(differences.count) unstable"
        case .clock(let lines): "\(refusal.example.name) \(lines.count) clock"
        default: "\(refusal.example.name) \(refusal.reason)"
        }
      }
      #expect(
        reasons == [
          "crash failedRun", "files 1 clock", "hour 1 unstable", "random 1 unstable",
          "time 1 clock",
        ])
      #expect(
        try folder.text(of: "chapters/01-test.md")
          == "# Test\n\n\(blocks.joined(separator: "\n"))\n"
          .replacing("$ echo 1\n", with: "$ echo 1\n1\n")
          .replacing("$ false\n", with: "$ false\n[1]\n")
          .replacing("^LD_; true\n", with: "^LD_; true\n0\n"))
    }
  }

  @Test(.enabled(if: sysconf(CInt(_SC_NPROCESSORS_ONLN)) > 1))
  func `what depends on the number of processors isn't accepted`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        """
        ```console one
        $ nproc
        ```

        ```console two needs=processors:2
        $ echo 2
        ```
        """)
      let output = try await Slots.programs.take {
        let verifier = try await verifier(of: book)
        return try await verifier.accept(verifier.verify(Selection([], in: book)))
      }
      #expect(output.chapters.flatMap(\.accepted).map(\.example.name) == ["two"])
      #expect(output.chapters.flatMap(\.refusals).map(\.example.name) == ["one"])
      #expect(output.untraced.isEmpty)
    }
  }

  @Test func `a difference names the tools that are others than those which printed it`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"one\": { \"python3\": \"2.7\" } }", to: "chapters/tools.json")
      let book = try folder.book(
        """
        ```console one needs=python3
        $ python3 -c 'print(1)'
        2
        ```

        ```console two needs=python3
        $ echo 2
        2
        ```
        """)
      try await Slots.programs.take {
        let verifier = try await verifier(of: book)
        let selection = try Selection([], in: book)
        let verification = try await verifier.verify(selection)
        let version = try #require(verification.verdicts[0].tools.first?.version)
        let note = "`python3` here is \(version); this was printed by 2.7"
        #expect(verification.verdicts[0].diagnostics.map(\.notes).joined().map(\.message) == [note])
        let stressed = try await verifier.stress(selection, rounds: 2).tallies[0].failures
        #expect(stressed.map { $0.verdict.diagnostics[0].notes.map(\.message) } == [[note]])
        // What another run has noted meanwhile stays.
        try folder.write(
          "{ \"one\": { \"python3\": \"2.7\" }, \"two\": { \"python3\": \"3.0\" } }",
          to: "chapters/tools.json")
        let accepted = try await verifier.accept(verification)
        #expect(accepted.isRecordRenewed)
        let renewed = try Book.read(from: book.folder)
        #expect(renewed.tools["one"] == ["python3": version])
        #expect(renewed.tools["two"] == ["python3": "3.0"])
        // Nothing is written where everything is noted already.
        let again = try await self.verifier(of: renewed)
        let known = try await again.verify(Selection([], in: renewed))
        #expect(known.holds)
        #expect(try await !again.accept(known).isRecordRenewed)
      }
    }
  }

  @Test func `a machine that can't be had isn't one on which examples are the same`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console one\n$ echo 1\n1\n```\n\n```console two needs=usual-buffers\n$ umask\n0022\n```"
      )
      let knobs = [
        Knob("as here", "") { _ in },
        Knob("no such shell", "") { $0.machine.shell = "no-such-shell" },
        Knob("other buffers", "") { $0.machine.socketBuffers = .init().scaled(by: 2) },
        Knob("umask", "") { $0.machine.umask = 0o002 },
        Knob("no such shell for one", "") {
          if $0.capabilities.isEmpty { $0.machine.shell = "no-such-shell" }
        },
      ]
      try await Slots.programs.take {
        let verifier = try await verifier(of: book)
        let elsewhere = try await verifier.verifyElsewhere(Selection([], in: book), knobs)
        #expect(elsewhere.refusing.map(\.knob.name) == ["no such shell", "no such shell for one"])
        #expect(elsewhere.refusing.map(\.refused.count) == [2, 1])
        #expect(elsewhere.rounds.map(\.showsSomething) == [true, false, true, true, true])
        #expect(!elsewhere.isWhole && !elsewhere.showsNothing)
        #expect(elsewhere.rounds.map(\.unverified.count) == [0, 2, 1, 0, 1])
        #expect(elsewhere.rounds.map(\.differing.count) == [0, 0, 0, 1, 0])
        #expect(elsewhere.dependent.map(\.verdict.example.name) == ["two"])
        #expect(!elsewhere.holds)
      }
    }
  }

  @Test func `a knob isn't blamed for the variables by which programs learn of it`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console one\n$ env | grep -c ^LD_; true\n0\n```\n\n```console two\n$ date +%Y | tr 0-9 x\nxxxx\n```"
      )
      let elsewhere = try await Slots.programs.take {
        try await verifier(of: book).verifyElsewhere(Selection([], in: book), [.date])
      }
      #expect(elsewhere.rounds.map(\.verdicts.count) == [2])
      #expect(elsewhere.holds)
    }
  }

  @Test func `a stress test counts each way in which runs differ`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console same untraced\n$ echo 1\n1\n```\n\n```console other untraced\n$ echo 1\n2\n```")
      let test = try await Slots.programs.take {
        try await verifier(of: book).stress(Selection([], in: book), rounds: 3)
      }
      #expect(test.tallies.map(\.count) == [3, 3])
      #expect(test.tallies.map(\.passed) == [3, 0])
      #expect(test.tallies[1].failures.map(\.count) == [3])
      #expect(test.tallies.map(\.holds) == [true, false])
      #expect(!test.holds)
      #expect(test.hasFailures)
      #expect(!test.showsNothing)
      #expect(!test.isUnverified)
    }
  }

  @Test func `the report of a failed run is kept in the store`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```console one\n$ echo 1\n2\n```")
      let store = folder.url.appending(path: "store")
      let report = try await Slots.programs.take {
        let workspace = try await Workspace.open(book, storeAt: store)
        let verification = try await Verifier(workspace).verify(Selection([], in: book))
        return try workspace.keep(workspace.report(on: verification, tool: "1.2.3"))
      }
      #expect(report.path.hasPrefix(store.appending(path: "reports").path))
      let text = String(decoding: try Data(contentsOf: report), as: UTF8.self)
      #expect(text.contains("\"identifier\" : \"output-differs\""))
      #expect(text.contains("\"tool\" : \"1.2.3\""))
    }
  }
}
