import FoundationEssentials
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

  /// Forgets those of some examples that a book doesn't have any more; those of chapters that can't be read may come
  /// back, and others may have been added since the book was read.
  package mutating func forget(_ examples: Set<String>, notIn book: Book) {
    guard book.malformed.isEmpty else { return }
    for name in examples.subtracting(book.examples.map(\.name)) { versions[name] = nil }
  }

  /// Changes the record of a book as it is now, which other runs may change at the same time.
  ///
  /// - Parameters:
  ///   - folder: The book.
  ///   - change: Changes the record; it is called again if another run was faster.
  /// - Returns: Whether the file is another one than before.
  /// - Throws: ``AcceptanceError``; the file is as it was then.
  package static func renew(
    in folder: BookFolder, _ change: (inout ToolRecord) -> Void
  ) throws(AcceptanceError) -> Bool {
    try AcceptanceError.about(path) {
      for _ in 0..<mostAttempts {
        let (current, file) = try current(in: folder)
        var record = current
        change(&record)
        guard record != current else { return false }
        // Otherwise another run was faster.
        guard try Self.current(in: folder).file == file else { continue }
        try folder.replace(path, by: record.data, knownAs: file)
        return true
      }
      throw AcceptanceError.changedMeanwhile(path: path)
    }
  }

  /// How often other runs may be faster.
  private static let mostAttempts = 10
}
