import Glibc
package import WorkbookModel
import WorkbookSupport

extension ToolRecord {
  /// Notes which programs printed what some examples show now.
  ///
  /// What was noted of an example that passed stays: its lines are those that were printed then, whatever prints them
  /// here. Only what is missing is added.
  ///
  /// - Parameters:
  ///   - verdicts: What the runs gave before anything was accepted.
  ///   - accepted: The names of the examples whose output is in the chapters now.
  package mutating func note(_ verdicts: [Verdict], accepted: Set<String>) {
    for verdict in verdicts {
      let name = verdict.example.name
      let isAccepted = accepted.contains(name)
      guard isAccepted || verdict.passed else { continue }
      let noted = isAccepted ? [:] : self[name]
      var versions: [String: String] = [:]
      for tool in verdict.tools {
        versions[tool.name] = noted[tool.name] ?? tool.version
      }
      self[name] = versions
    }
  }

  /// Forgets examples that a book doesn't have any more; those of chapters that can't be read may come back.
  package mutating func forgetExamples(notIn book: Book) {
    guard book.malformed.isEmpty else { return }
    let known = Set(book.examples.map(\.name))
    versions = versions.filter { known.contains($0.key) }
  }

  /// Puts it in the place of its file; an empty one needs none.
  ///
  /// - Throws: ``AcceptanceError``.
  package func write(to folder: BookFolder) throws(AcceptanceError) {
    guard let data = try? data else {
      throw .unusable(path: Self.path, reason: .system(EINVAL))
    }
    try folder.replace(Self.path, by: data, knownAs: nil)
  }
}
