package import WorkbookSupport

/// Why nothing was written.
package enum AcceptanceError: Error, Hashable, Sendable {
  /// The file was changed after it was read.
  case changedMeanwhile(path: String)
  /// The chapter's file can't be replaced.
  case unusable(path: String, reason: FileError.Reason)
}

extension AcceptanceError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .changedMeanwhile(let path):
      "\(path) was changed while its examples ran; nothing was written, run the command again"
    case .unusable(let path, reason: .link):
      """
      \(path) can't be written: it is a link, or lies behind one, and nothing is written through links; \
      put the file itself there
      """
    case .unusable(let path, let reason):
      "\(path) can't be written: \(reason)"
    }
  }
}
