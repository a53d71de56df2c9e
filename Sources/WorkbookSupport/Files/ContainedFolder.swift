package import FoundationEssentials
import Glibc

/// A folder whose files are read, and never a file outside of it.
///
/// What lies in it may come from a stranger, and what is read of it is printed and published. So a path is walked
/// from folder to folder (openat(2)), and no link is followed; neither is what tools keep in a folder whose name begins
/// with a dot, such as `.git`, where a password may be.
///
/// The path to the folder itself may have links in it.
package struct ContainedFolder: Hashable, Sendable {
  package let root: URL

  package init(_ root: URL) {
    self.root = root
  }

  /// Why a file isn't read.
  package enum Refusal: Error, Hashable, Sendable {
    /// The path leads out of the folder.
    case outside
    /// The file, or a folder on the way to it, is a link.
    case link
    /// The name of the file, or of a folder on the way to it, begins with a dot.
    case hidden
    /// Something else than a file, or than a folder on the way to it, has that name.
    case notAFile
    /// The file is larger than it may be, in bytes.
    case tooLarge(limit: Int)
    /// There is no such file.
    case missing
    /// The kernel refuses to open or to read it, with this value of `errno`.
    case unreadable(Int32)
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file's path from the folder; `.` and `..` in it are taken literally, before anything is opened.
  ///   - limit: How large the file may be, in bytes.
  /// - Returns: Its bytes.
  /// - Throws: ``Refusal``.
  package func contents(of path: String, limit: Int) throws(Refusal) -> Data {
    let file = try file(at: path)
    guard file.size <= limit else { throw .tooLarge(limit: limit) }
    do throws(FileError) {
      // It may grow while it is read.
      let contents = try file.contents(limit: limit + 1)
      guard contents.count <= limit else { throw FileError(path: path, reason: .system(EFBIG)) }
      return contents
    } catch {
      throw error.reason == .system(EFBIG) ? .tooLarge(limit: limit) : Refusal(error.reason)
    }
  }

  /// Opens a file.
  ///
  /// - Parameter path: The file's path from the folder.
  /// - Returns: The file, open for reading.
  /// - Throws: ``Refusal``.
  package func file(at path: String) throws(Refusal) -> OpenFile {
    var parts = try Self.parts(of: path)
    guard let name = parts.popLast() else { throw .notAFile }
    do throws(FileError) {
      let folder = try RealFolder(root.resolvingSymlinksInPath().path).folder(parts)
      guard let file = try folder.file(name) else {
        throw FileError(path: path, reason: .system(ENOENT))
      }
      return file
    } catch {
      throw Refusal(error.reason)
    }
  }

  /// The names of what is in a folder, in no order.
  ///
  /// - Parameter path: The folder's path from this one.
  /// - Returns: The names; none if it can't be read.
  package func names(in path: String) -> [String] {
    guard let parts = try? Self.parts(of: path),
      let names = try? RealFolder(root.resolvingSymlinksInPath().path).folder(parts).names
    else { return [] }
    return names
  }

  /// The names on a path, without `.` and `..`.
  static func parts(of path: String) throws(Refusal) -> [String] {
    guard path.utf8.first != UInt8(ascii: "/") else { throw .outside }
    var parts: [String] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        guard parts.popLast() != nil else { throw .outside }
      default:
        guard !part.utf8.contains(0) else { throw .missing }
        parts.append(String(part))
      }
    }
    guard !parts.contains(where: { $0.utf8.first == UInt8(ascii: ".") }) else { throw .hidden }
    return parts
  }
}

extension ContainedFolder.Refusal {
  fileprivate init(_ reason: FileError.Reason) {
    self =
      switch reason {
      case .link: .link
      case .notAFile, .notAFolder: .notAFile
      case .system(ENOENT): .missing
      case .system(let code): .unreadable(code)
      case .otherOwner, .writableByOthers, .garbled: .unreadable(EACCES)
      }
  }
}
