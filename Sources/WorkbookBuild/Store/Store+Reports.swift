package import FoundationEssentials
import Glibc
import WorkbookModel
import WorkbookSupport

extension Store {
  /// How many reports are kept.
  private static let mostReports = 20

  /// Keeps a report, and lets the oldest go where there are too many.
  ///
  /// - Parameter report: The report, as JSON.
  /// - Returns: Where it is.
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  package func keep(_ report: Data) throws -> URL {
    do {
      let folder = try RealFolder(root.path).folder("reports", makingWith: 0o700).owned()
      try ReplacedFile.removeUnfinished(in: folder)
      // In the order of time, and no two runs have the same.
      let time = Date.now.formatted(
        Date.ISO8601FormatStyle(
          dateSeparator: .omitted, timeSeparator: .omitted, includingFractionalSeconds: true))
      let name = "\(time)-\(getpid()).json"
      try ReplacedFile.replace(name, in: folder, by: report)
      let known = try folder.names.filter(Self.isReport).sorted()
      for old in known.dropLast(Self.mostReports) { try folder.removeFile(old) }
      return URL(filePath: folder.path).appending(path: name)
    } catch let error as FileError {
      throw BuildError(error)
    }
  }

  private static func isReport(_ name: String) -> Bool {
    name.wholeMatch(of: /[0-9]{8}T[0-9]{6}\.[0-9]{3}Z-[0-9]+\.json/) != nil
  }
}
