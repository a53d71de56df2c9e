package import FoundationEssentials
import WorkbookBuild
import WorkbookModel
package import WorkbookVerify

extension Workspace {
  /// Everything that is known of a verification.
  ///
  /// - Parameters:
  ///   - verification: What came of verifying.
  ///   - tool: The tool's version.
  /// - Returns: The report.
  package func report(on verification: Verification, tool: String) -> Report {
    report(
      verification.verdicts, verification.selection.mistakes + verification.diagnostics, tool: tool,
      isComplete: verification.unverified.isEmpty)
  }

  /// Gathers what is known.
  func report(
    _ verdicts: [Verdict], _ diagnostics: [Diagnostic], tool: String, isComplete: Bool
  ) -> Report {
    var swift = toolChain.version
    if swift.hasSuffix("\n") { swift.removeLast() }
    return Report(
      tool: tool, book: book.configuration.title, swift: swift,
      capabilities: ["lab": isComplete], malformed: book.malformed.map(\.path),
      verdicts: verdicts, diagnostics: diagnostics)
  }

  /// Keeps the report of a run that failed: what happens once in a hundred runs can't be looked at again.
  ///
  /// - Returns: Where it is.
  /// - Throws: `BuildError` if the store can't be written to.
  package func keep(_ report: Report) throws -> URL {
    try store.keep(ReportFormat.json.data(of: report))
  }
}
