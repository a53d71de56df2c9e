package import FoundationEssentials
import Glibc

/// The executable that makes labs.
package struct LabHelper: Sendable {
  package let executable: URL

  package init(executable: URL) {
    self.executable = executable
  }

  /// Finds the helper that belongs to an executable of the same build: beside it, or in `libexec`
  /// where both were installed.
  ///
  /// - Throws: ``RunError`` with ``RunError/noHelper(searched:)``.
  package static func belonging(toExecutable executable: URL) throws(RunError) -> LabHelper {
    let folder = executable.deletingLastPathComponent()
    let candidates = [
      folder.appending(path: "workbook-lab"),
      folder.deletingLastPathComponent().appending(path: "libexec/workbook-lab"),
    ]
    guard let found = candidates.first(where: { access($0.path, X_OK) == 0 }) else {
      throw .noHelper(searched: candidates.map(\.path))
    }
    return LabHelper(executable: found)
  }
}

/// Why an example can't be run at all; what went wrong in a run is in its recording.
package enum RunError: Error, Hashable, Sendable {
  case noHelper(searched: [String])
  /// The helper ended without a word.
  case helperDied(status: String)
  /// The helper said something that isn't part of the protocol.
  case garbledEvent(String)
}

extension RunError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noHelper(let searched):
      """
      workbook-lab, which runs examples, is missing; looked for \
      \(searched.joined(separator: " and ")); install workbook again with script/install
      """
    case .helperDied(let status):
      "workbook-lab ended in the middle of a run (\(status))"
    case .garbledEvent(let line):
      "workbook-lab said something unexpected: \(line.prefix(200))"
    }
  }
}
