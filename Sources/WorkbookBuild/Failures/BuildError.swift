import Glibc
package import WorkbookSupport

/// Why programs can't be built at all; what is wrong with one program is a diagnostic instead.
package enum BuildError: Error, Hashable, Sendable {
  /// There is no Swift compiler.
  case noCompiler(searched: String)
  /// A tool of the tool chain couldn't be started, or failed where a book has no part in it.
  case tool(path: String, output: String)
  /// What listings are linked against isn't where the tool was installed.
  case noSupportFiles(searched: [String])
  /// The tool chain has no language server.
  case noLanguageServer(searched: [String])
  /// The language server didn't do what it was asked for.
  case languageServer(path: String, reason: String)
  /// The store can't be used.
  case store(path: String, reason: FileError.Reason)
  /// A file that the tool was installed with, or the compiler, can't be read.
  case installation(path: String, reason: FileError.Reason)
}

extension BuildError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noCompiler(let searched):
      "there is no swiftc on the PATH (\(searched)); install a Swift tool chain, https://swift.org/install"
    case .tool(let path, let output):
      "\(path) failed:\n\(output)"
    case .noSupportFiles(let searched):
      """
      the sources of Sockets, which listings import, are missing; looked in \
      \(searched.joined(separator: ", ")); install workbook again with script/install
      """
    case .noLanguageServer(let searched):
      """
      there is no sourcekit-lsp in \(Set(searched).sorted().joined(separator: " or ")); it colours \
      the listings of the pages and comes with the tool chains of https://swift.org/install
      """
    case .languageServer(let path, let reason):
      "the listings can't be coloured: \(path) \(reason)"
    case .store(let path, let reason):
      switch reason {
      case .system(EACCES), .system(EPERM), .system(EROFS), .system(ENOSPC), .system(EDQUOT):
        "can't write \(path): \(reason); --store FOLDER keeps built programs elsewhere"
      case .link, .garbled:
        "the store \(path) can't be used: \(reason); delete it, or name another with --store FOLDER"
      case .notAFolder, .notAFile, .otherOwner, .writableByOthers, .system:
        "the store \(path) can't be used: \(reason); name another with --store FOLDER"
      }
    case .installation(let path, let reason):
      "can't read \(path): \(reason); install what it belongs to again"
    }
  }
}
