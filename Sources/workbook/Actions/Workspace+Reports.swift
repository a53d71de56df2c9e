import FoundationEssentials
import WorkbookBuild
import WorkbookModel
import WorkbookVerify

extension Verification {
  /// Everything that is known of the run.
  var report: Report {
    workspace.report(verdicts, built.diagnostics, isComplete: unverified.isEmpty)
  }

  /// Keeps the report of a run that failed, and says where.
  func keepReport() { workspace.keep(report) }
}

extension Stress {
  /// What is known of the runs that weren't as the chapters say, each way in which they weren't once.
  func report(in workspace: Workspace) -> Report {
    workspace.report(
      tallies.flatMap { $0.failures.map(\.verdict) }, built.diagnostics, isComplete: !isUnverified)
  }
}

extension Workspace {
  fileprivate func report(
    _ verdicts: [Verdict], _ diagnostics: [Diagnostic], isComplete: Bool
  ) -> Report {
    var swift = toolChain.version
    if swift.hasSuffix("\n") { swift.removeLast() }
    return Report(
      tool: Workbook.version, book: book.configuration.title, swift: swift,
      capabilities: ["lab": isComplete], verdicts: verdicts, diagnostics: diagnostics)
  }

  /// Keeps the report of a run that failed, and says where: what happens once in a hundred runs can't be looked at
  /// again.
  func keep(_ report: Report) {
    do {
      let file = try store.keep(try report.json())
      Console.error.print("the report of the run is in \(file.path)")
    } catch {
      Console.error.print("the report of the run couldn't be kept: \(error)")
    }
  }
}
