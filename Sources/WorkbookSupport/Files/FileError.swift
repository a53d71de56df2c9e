import Glibc

/// Why a file or a folder isn't used.
package struct FileError: Error, Hashable, Sendable {
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    (self.path, self.reason) = (path, reason)
  }

  package enum Reason: Hashable, Sendable {
    /// A link is in its place, which may lead anywhere.
    case link
    /// Something else than a folder is in its place.
    case notAFolder
    /// Something else than a file is in its place.
    case notAFile
    /// It belongs to another user.
    case otherOwner(UInt32)
    /// Other users may write into it.
    case writableByOthers
    /// It was written by the tool, and holds something else.
    case garbled
    /// The kernel refuses, with this value of `errno`.
    case system(Int32)
  }
}

extension FileError.Reason: CustomStringConvertible {
  /// What is wrong, behind the path.
  package var description: String {
    switch self {
    case .link: "it is a link, which isn't followed"
    case .notAFolder: "it isn't a folder"
    case .notAFile: "it isn't a file"
    case .otherOwner(let owner): "it belongs to another user, number \(owner)"
    case .writableByOthers: "other users may write into it"
    case .garbled: "it isn't what was stored there"
    case .system(let code): String(cString: strerror(code))
    }
  }
}

extension FileError: CustomStringConvertible {
  package var description: String { "\(path): \(reason)" }
}
