import FoundationEssentials
import LabProtocol
import Testing
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport
import WorkbookVerify

@testable import WorkbookEngine

/// What a stress test makes of verdicts.
@Suite struct StressTestTests {
  private func tally(
    _ kinds: [StressTest.Kind], _ change: (inout Recording, Int) -> Void
  ) async throws -> StressTest.Tally {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun("```console a\n$ one\n1\n```", in: folder, outputs: [["1\n"]])
      var tally = StressTest.Tally(run.example)
      for (index, kind) in kinds.enumerated() {
        var run = run
        change(&run.recording, index)
        tally.note(run.verdict, kind)
      }
      return tally
    }
  }

  private let failure = LabFailure(purpose: .makeUserNamespace, call: .unshare, code: 1)

  @Test func `runs that differ in the same way are counted together`() async throws {
    let tally = try await tally([.asReadersDo, .asReadersDo, .asReadersDo, .traced]) {
      recording, index in
      if index > 0 { recording.terminals[0].steps[0].output = Data("\(index / 2)\n".utf8) }
    }
    #expect(tally.passed == 3)
    #expect(tally.failures.map(\.count) == [1])
    #expect(tally.count == 4)
    #expect(!tally.holds)
  }

  @Test func `calls must come in one order`() async throws {
    func tally(of programs: [String]) async throws -> StressTest.Tally {
      try await self.tally(programs.map { _ in .traced }) { recording, index in
        recording.events = [.init(terminal: 0, step: 0, time: 0, kind: .taken(.command("")))]
        recording.steps = [
          TracedStep(
            terminal: 0, step: 0, process: 0, program: programs[index], began: 1, returned: 2,
            action: .printed(Data("1\n".utf8)))
        ]
      }
    }
    let same = try await tally(of: ["a", "a", "a"])
    #expect(same.orders.map(\.count) == [3])
    #expect(same.holds)
    let different = try await tally(of: ["a", "b", "a"])
    #expect(different.orders.map(\.count) == [2, 1])
    #expect(!different.holds)
    #expect(different.failures.isEmpty)
  }

  @Test func `a machine that can't trace says so, and one that can't run anything shows nothing`()
    async throws
  {
    let untraced = try await tally([.asReadersDo, .traced]) { recording, index in
      if index == 1 { recording.outcome = .unavailable(failure) }
    }
    #expect(untraced.untraced == failure)
    #expect(untraced.unavailable == nil)
    #expect(untraced.passed == 1)
    let unavailable = try await tally([.asReadersDo]) { recording, _ in
      recording.outcome = .unavailable(failure)
    }
    #expect(unavailable.unavailable != nil)
    #expect(unavailable.count == 0)
    #expect(unavailable.holds)
  }

  @Test func `what couldn't be run or traced isn't verified, and doesn't fail`() async throws {
    let passed = try await tally([.asReadersDo, .traced]) { _, _ in }
    let untraced = try await tally([.asReadersDo, .traced]) { recording, index in
      if index == 1 { recording.outcome = .unavailable(failure) }
    }
    let unavailable = try await tally([.asReadersDo]) { recording, _ in
      recording.outcome = .unavailable(failure)
    }
    try await TemporaryFolder.with { folder in
      let selection = try Selection([], in: folder.book("```console a\n$ one\n```"))
      var test = StressTest(selection, BuildResult())
      for (tallies, isUnverified, showsNothing) in [
        ([passed], false, false), ([passed, untraced], true, false),
        ([unavailable, passed], true, false), ([unavailable], true, true),
      ] {
        test.tallies = tallies
        #expect(test.isUnverified == isUnverified)
        #expect(test.showsNothing == showsNothing)
        #expect(test.holds && !test.hasFailures)
      }
    }
  }
}
