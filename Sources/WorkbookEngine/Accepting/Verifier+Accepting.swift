import FoundationEssentials
package import LabProtocol
import WorkbookBuild
package import WorkbookModel
import WorkbookRun
import WorkbookSupport
package import WorkbookVerify

extension Verifier {
  /// What came of accepting what some examples printed.
  package struct AcceptedOutput: Sendable {
    /// What was written into each chapter, and what was refused, in the order of the book.
    package var chapters: [Acceptance.Result] = []
    /// Whether other versions of programs are noted now than before.
    package var isRecordRenewed = false
    /// Why they couldn't be noted.
    package var recordError: AcceptanceError?
    /// What ran in the chapters' first runs, but not in all further ones, as this machine doesn't let it be traced;
    /// and why not.
    package var untraced: [(example: Example, failure: LabFailure)] = []

    package var acceptedCount: Int { chapters.reduce(0) { $0 + $1.accepted.count } }
    package var isRefused: Bool {
      recordError != nil || chapters.contains { !$0.refusals.isEmpty || $0.error != nil }
    }

    fileprivate mutating func note(_ recording: Recording, of example: Example) {
      guard case .unavailable(let failure) = recording.outcome,
        !untraced.contains(where: { $0.example.name == example.name })
      else { return }
      untraced.append((example, failure))
    }
  }

  /// What is different when examples are run again.
  private struct Circumstances {
    /// Whether the lab has one processor only, so that programs take turns.
    var isOnOne = false
    /// Whether it is another day, as far as programs know.
    var isLater = false
    /// Whether something else keeps the processors busy.
    var isLoaded = false
    /// Whether programs are stopped at their calls, which changes most who comes first.
    var isTraced = false

    /// Whether an example may be run like this.
    func suit(_ example: Example) -> Bool {
      !isOnOne
        || !example.machineNeeds.contains {
          if case .processors(2...) = $0 { true } else { false }
        }
    }
  }

  private static let rounds = [
    Circumstances(), Circumstances(isTraced: true), Circumstances(isOnOne: true, isLater: true),
    Circumstances(isLoaded: true, isTraced: true), Circumstances(isOnOne: true, isLoaded: true),
  ]

  /// How often a round runs an example.
  private static let runsOfRound = 2

  /// How long the further runs of an example may take, all together, in milliseconds; it has one round in any case.
  private static let patience = 10_000.0

  /// Writes into each chapter what its examples printed, if they print the same on every run, in whatever
  /// circumstances.
  ///
  /// - Parameters:
  ///   - verification: What came of verifying the book.
  ///   - onChapter: Called when a chapter is done, with what was written into it.
  /// - Returns: What was written, and what was refused.
  /// - Throws: `RunError` if the helper fails.
  package func accept(
    _ verification: Verification, onChapter: (Acceptance.Result) -> Void = { _ in }
  ) async throws -> AcceptedOutput {
    var acceptances = verification.selection.chapters.map { chapter, _ in
      Acceptance(
        chapter, in: workspace.book.folder, verification.verdicts(on: chapter), at: .now)
    }
    var output = AcceptedOutput()
    for (round, circumstances) in Self.rounds.enumerated() {
      let jobs = acceptances.enumerated().flatMap { index, acceptance in
        acceptance.candidates
          .filter {
            circumstances.suit($0.example)
              && (round == 0
                || Double((round + 1) * Self.runsOfRound) * $0.duration <= Self.patience)
          }
          .flatMap { candidate in
            let built = verification.built[acceptance.chapter]
            let job = Job(candidate.example, of: acceptance.chapter, built)
            return Array(repeating: (index: index, job: job), count: Self.runsOfRound)
          }
      }
      guard !jobs.isEmpty else { continue }
      tell(.round(round + 1, of: Self.rounds.count))
      let library = circumstances.isLater ? try await otherMachineLibrary() : nil
      for (index, job, recording) in try await run(jobs, circumstances, library) {
        if let library, !acceptances[index].isSame(recording, of: job.example),
          let control = Knob.date.control(request(for: job), library),
          !acceptances[index].isSame(try await workspace.lab.run(control), of: job.example)
        {
          // It depends on its variables, and not on the date.
          continue
        }
        acceptances[index].compare(recording, of: job.example)
        if circumstances.isTraced { output.note(recording, of: job.example) }
      }
    }
    tell(.done)
    for acceptance in acceptances {
      let result = acceptance.write()
      onChapter(result)
      output.chapters.append(result)
    }
    noteTools(of: verification, in: &output)
    return output
  }

  /// Notes which programs of the system printed what is in the chapters now.
  private func noteTools(of verification: Verification, in output: inout AcceptedOutput) {
    let book = workspace.book
    let accepted = output.chapters.flatMap(\.accepted).map(\.example.name)
    do throws(AcceptanceError) {
      output.isRecordRenewed = try ToolRecord.renew(in: book.folder) { record in
        record.note(verification.verdicts, accepted: Set(accepted))
        record.forget(Set(book.tools.versions.keys), notIn: book)
      }
    } catch {
      output.recordError = error
    }
  }

  private func run(
    _ jobs: [(index: Int, job: Job)], _ circumstances: Circumstances,
    _ library: OtherMachineLibrary?
  ) async throws -> [(index: Int, job: Job, recording: Recording)] {
    let count = ProcessInfo.processInfo.activeProcessorCount
    let load = Load(threads: circumstances.isLoaded ? count : 0)
    defer { load.end() }
    return try await jobs.concurrentMap(limit: 2 * count) { index, job in
      var request = request(for: job)
      if circumstances.isOnOne { request.machine.processors = 1 }
      if let library { request = Knob.date.turned(request, library) }
      request.observation = .init(traces: circumstances.isTraced && !job.example.isUntraced)
      return (index, job, try await workspace.lab.run(request))
    }
  }
}
