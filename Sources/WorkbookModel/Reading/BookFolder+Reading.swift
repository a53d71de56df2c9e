package import FoundationEssentials

extension BookFolder {
  /// Why a file isn't read.
  package struct Unreadable: Error {
    let problem: Problem
  }

  /// How large a file of a book may be, in bytes.
  private static let largestFile = 16 << 20

  /// Reads a file of the book.
  ///
  /// A link that leads out of the book isn't followed: a chapter may come from a stranger, and what
  /// it shows is printed and published. Neither is what tools keep beside the book, such as `.git`, where a
  /// password may be.
  ///
  /// - Throws: ``Unreadable``, with ``Problem/notAFile``, ``Problem/outsideBook``, ``Problem/hidden``,
  ///   ``Problem/tooLarge(limit:)`` or ``Problem/unreadable(reason:)``.
  package func contents(of file: URL) throws(Unreadable) -> Data {
    let root = root.resolvingSymlinksInPath().path
    let target = file.resolvingSymlinksInPath()
    guard target.path.hasPrefix(root.hasSuffix("/") ? root : root + "/") else {
      throw Unreadable(problem: .outsideBook)
    }
    guard
      !target.path.dropFirst(root.count).split(separator: "/").contains(where: { $0.hasPrefix(".") }
      )
    else { throw Unreadable(problem: .hidden) }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: target.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw Unreadable(problem: .notAFile)
      }
      guard (attributes[.size] as? Int ?? 0) <= Self.largestFile else {
        throw Unreadable(problem: .tooLarge(limit: Self.largestFile))
      }
      return try Data(contentsOf: target)
    } catch let unreadable as Unreadable {
      throw unreadable
    } catch {
      let error = error as? CocoaError
      let isMissing = error?.code == .fileReadNoSuchFile || error?.code == .fileNoSuchFile
      throw Unreadable(
        problem: .unreadable(reason: isMissing ? "there is no such file" : "no permission"))
    }
  }
}
