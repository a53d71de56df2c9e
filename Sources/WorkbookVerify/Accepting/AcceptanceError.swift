/// Why nothing was written.
package enum AcceptanceError: Error, Hashable, Sendable {
  /// Somebody else has changed the file since it was read.
  case changedMeanwhile(path: String)
}

extension AcceptanceError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .changedMeanwhile(let path):
      "\(path) was changed while its examples ran; nothing was written, run the command again"
    }
  }
}
