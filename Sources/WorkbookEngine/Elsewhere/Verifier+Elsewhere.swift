import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

extension Verifier {
  /// Runs what was selected as it would be run on other machines.
  ///
  /// An example that differs is run once more, as it would be here: only one that is as its chapter says then depends
  /// on the knob that was turned; one that isn't is told as one that differs here. Nor does one depend on the knob that
  /// differs by the variables alone by which programs learn of it.
  ///
  /// - Parameters:
  ///   - selection: What to run.
  ///   - knobs: What is otherwise on the other machines, one after the other.
  /// - Returns: What came of it.
  /// - Throws: `BuildError` and `RunError` if nothing can be built or run at all.
  package func verifyElsewhere(
    _ selection: Selection, _ knobs: [Knob] = Knob.all
  ) async throws -> Elsewhere {
    var usual = try await verify(selection)
    let library = try await otherMachineLibrary()
    var rounds: [(knob: Knob, verdicts: [Verdict])] = []
    for (number, knob) in knobs.enumerated() {
      let jobs = selection.chapters.flatMap { chapter, examples in
        examples.map { Job($0, of: chapter, usual.built[chapter]) }
      }.filter { usual.verdict(on: $0.example)?.passed == true }
      // What differs here already says nothing of other machines.
      guard !jobs.isEmpty else { break }
      tell(.round(number + 1, of: knobs.count))
      var verdicts = try await run(jobs, knob, library)
      for (index, job) in jobs.enumerated() {
        guard case .failed = verdicts[index].outcome else { continue }
        let here = try await self.verdict(on: job)
        if case .failed = here.outcome {
          usual.replace(here)
        } else if let control = knob.control(request(for: job), library),
          case .failed = try await verdict(on: job, asking: control).outcome
        {
          verdicts[index] = here
        }
      }
      rounds.append((knob, verdicts))
    }
    tell(.done)
    let passing = Set(usual.verdicts.filter(\.passed).map(\.example.name))
    return Elsewhere(
      usual: usual,
      rounds: rounds.map { knob, verdicts in
        Elsewhere.Round(
          knob: knob, verdicts: verdicts.filter { passing.contains($0.example.name) })
      })
  }

  /// What programs load first, to see another machine.
  func otherMachineLibrary() async throws -> OtherMachineLibrary {
    try await OtherMachineLibrary.compiled(by: workspace.toolChain, keptIn: workspace.store)
  }

  private func run(
    _ jobs: [Job], _ knob: Knob, _ library: OtherMachineLibrary
  ) async throws -> [Verdict] {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let load = Load(threads: knob.isUnderLoad ? processors : 0)
    defer { load.end() }
    return try await jobs.concurrentMap(limit: (knob.isUnderLoad ? 1 : 2) * processors) { job in
      tell(.running(job.example.name))
      return try await verdict(on: job, asking: knob.turned(request(for: job), library))
    }
  }

  private func verdict(on job: Job, asking request: LabRequest) async throws -> Verdict {
    Comparison.verdict(
      on: try await workspace.lab.run(request), of: job.example, in: job.chapter)
  }
}
