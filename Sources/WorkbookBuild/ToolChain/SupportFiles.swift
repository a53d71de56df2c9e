package import FoundationEssentials
import Glibc
import WorkbookSupport

/// What every program of a book is linked with: the sources of `Sockets`.
package struct SupportFiles: Sendable {
  /// The folder that holds `Sources/Sockets` and `Sources/CSockets`.
  let root: URL

  var sockets: URL { root.appending(path: "Sources/Sockets") }
  var cSockets: URL { root.appending(path: "Sources/CSockets") }

  /// Finds the files that belong to an executable: in `share/workbook` beside the folder it is
  /// installed in, or in the checkout that it was built in.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/noSupportFiles(searched:)``.
  package static func belonging(toExecutable executable: URL) throws(BuildError) -> SupportFiles {
    var folder = executable.deletingLastPathComponent().standardizedFileURL
    var candidates = [
      folder.deletingLastPathComponent().appending(path: "share/workbook")
    ]
    while folder.path != "/" {
      candidates.append(folder)
      folder = folder.deletingLastPathComponent().standardizedFileURL
    }
    for candidate in candidates {
      let files = SupportFiles(root: candidate)
      let paths = [files.sockets, files.cSockets].map(\.path)
      if paths.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) { return files }
    }
    throw .noSupportFiles(searched: candidates.prefix(2).map(\.path))
  }

  /// The Swift files of `Sockets`, in a constant order.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/installation(path:reason:)``.
  func socketsSources() throws(BuildError) -> [URL] {
    let paths: [String]
    do {
      paths = try FileManager.default.subpathsOfDirectory(atPath: sockets.path)
    } catch {
      // What is thrown doesn't tell in a form that can be relied on.
      let code = access(sockets.path, R_OK | X_OK) == 0 ? EIO : errno
      throw .installation(path: sockets.path, reason: .system(code))
    }
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { sockets.appending(path: $0) }
  }

  /// All the text that programs depend on.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/installation(path:reason:)``.
  func contents() throws(BuildError) -> String {
    let headers = ["module.modulemap", "shim.h"].map { cSockets.appending(path: $0) }
    var text = ""
    for file in try socketsSources() + headers {
      do throws(FileError) {
        text += file.lastPathComponent + "\n"
        text += String(decoding: try OpenFile(at: file.path).contents(), as: UTF8.self)
      } catch {
        throw .installation(path: error.path, reason: error.reason)
      }
    }
    return text
  }
}
