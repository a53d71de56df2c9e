import WorkbookModel
package import WorkbookVerify

extension Workspace {
  /// What is known of the runs of a stress test that weren't as the chapters say, each way in which they weren't once.
  package func report(on stress: StressTest, tool: String) -> Report {
    report(
      stress.tallies.flatMap { $0.failures.map(\.verdict) },
      stress.selection.mistakes + stress.diagnostics
        + stress.tallies.flatMap {
          [$0.notTraced, $0.callsDiffer, $0.packetsDiffer].compactMap(\.self)
        }, tool: tool,
      isComplete: !stress.isUnverified)
  }
}
