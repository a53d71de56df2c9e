import ArgumentParser
import FoundationEssentials
import WorkbookBuild
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookSupport
import WorkbookVerify

/// Runs a command's work and turns what is thrown into words and an exit status.
///
/// - Throws: `ExitCode`; `ValidationError` for wrong usage; `CancellationError` if the work was cancelled.
func reportingErrors(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch  where Task.isCancelled {
    // Programs that are ended in the middle fail in many ways.
    throw CancellationError()
  } catch let malformed as MalformedBook {
    for diagnostic in malformed.diagnostics { Console.error.print(diagnostic) }
    let count = malformed.diagnostics.count
    Console.error.print("\(count) \(count == 1 ? "mistake" : "mistakes"); nothing was run")
    throw ToolStatus.malformed.exit
  } catch let failure as Selection.Failure {
    // What isn't known may be what can't be read.
    if failure.dependsOnUnread { try fail(failure.description, .malformed) }
    throw ValidationError(failure.description)
  } catch let error as BuildError {
    try fail(error.description)
  } catch let error as RunError {
    try fail(error.description)
  } catch let error as SiteError {
    try fail(error.description)
  } catch let error as FileError {
    try fail("can't write \(error.path): \(error.reason)")
  }
}

private func fail(_ words: String, _ status: ToolStatus = .failure) throws {
  Console.error.printError(words)
  throw status.exit
}

/// Keeps the report of a run that failed, and says where.
func keep(_ report: Report, in workspace: Workspace) throws {
  do {
    Console.error.print("the report of the run is in \(try workspace.keep(report).path)")
  } catch let error as BuildError {
    Console.error.print("the report of the run couldn't be kept: \(error.description)")
  }
}
