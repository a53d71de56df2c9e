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
