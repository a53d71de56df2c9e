import Glibc
package import WorkbookSupport

/// Why nothing was written.
package enum AcceptanceError: Error, Hashable, Sendable {
  /// The file was changed after it was read.
  case changedMeanwhile(path: String)
  /// The chapter's file can't be replaced.
  case unusable(path: String, reason: FileError.Reason)
}

extension AcceptanceError {
  /// Does something with a file; what fails is told of that file.
  ///
  /// - Parameters:
  ///   - path: The path of the file from the book's folder.
  ///   - work: What is done.
  /// - Returns: What comes of it.
  /// - Throws: ``AcceptanceError``.
  static func about<Result>(
    _ path: String, _ work: () throws -> Result
  ) throws(AcceptanceError) -> Result {
    do {
      return try work()
    } catch let error as AcceptanceError {
      throw error
    } catch let error as FileError {
      throw .unusable(path: path, reason: error.reason)
    } catch {
      throw .unusable(path: path, reason: .system(EIO))
    }
  }
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
