import FoundationEssentials
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// What is known of the programs of the system that examples need: their versions here, and those that printed what the
/// chapters show.
struct KnownTools: Sendable {
  /// By their names; those that don't tell their version aren't in it.
  fileprivate var versions: [String: String] = [:]
  fileprivate var record = ToolRecord()

  /// The programs that an example needs, in the order of their names.
  func used(by example: Example) -> [UsedTool] {
    example.needs.sorted().map { name in
      UsedTool(name: name, version: versions[name], recorded: record[example.name][name])
    }
  }
}

extension Verifier {
  /// Asks the programs of the system that some examples need for their versions.
  ///
  /// One that isn't here, or doesn't tell its version, has none.
  ///
  /// - Throws: `RunError` if the helper fails.
  func knownTools(neededBy examples: [Example]) async throws -> KnownTools {
    var tools = KnownTools(record: workspace.book.tools)
    let names = examples.reduce(into: Set<String>()) { $0.formUnion($1.needs) }.sorted()
    let versions = try await names.concurrentMap(
      limit: 2 * ProcessInfo.processInfo.activeProcessorCount
    ) { name in
      try await workspace.lab.version(of: name)
    }
    for (name, version) in zip(names, versions) { tools.versions[name] = version }
    return tools
  }
}
