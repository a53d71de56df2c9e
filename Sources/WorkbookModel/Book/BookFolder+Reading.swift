import FoundationEssentials
import Glibc
import WorkbookSupport

extension BookFolder {
  /// How large a file of a book may be, in bytes.
  package static let largestFile = 16 << 20

  /// Reads a file of the book.
  ///
  /// - Parameter path: Its path from the book's folder, such as `chapters/04-tcp.md`.
  /// - Returns: Its bytes.
  /// - Throws: `ContainedFolder.Refusal`, for links and for whatever isn't part of the book.
  func contents(of path: String) throws(ContainedFolder.Refusal) -> Data {
    try files.contents(of: path, limit: Self.largestFile)
  }
}

extension Problem {
  /// What is wrong with a file that isn't read.
  init(_ refusal: ContainedFolder.Refusal) {
    self =
      switch refusal {
      case .outside: .outsideBook
      case .link: .link
      case .hidden: .hidden
      case .notAFile: .notAFile
      case .tooLarge(let limit): .tooLarge(limit: limit)
      case .missing: .unreadable(reason: "there is no such file")
      case .unreadable(EACCES), .unreadable(EPERM): .unreadable(reason: "no permission")
      case .unreadable(let code): .unreadable(reason: String(cString: strerror(code)))
      }
  }
}
