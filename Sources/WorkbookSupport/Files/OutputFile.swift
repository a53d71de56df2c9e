import FoundationEssentials
import Glibc

/// A file that is written as a whole, where its path leads: the user has named it, or the tool has just made its folder.
package struct OutputFile: Hashable, Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// Makes sure, as far as that can be known, that the file can be written, before work is done for it.
  ///
  /// - Throws: ``FileError``, with why not.
  package func check() throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw failure(errno) }
      let folder = URL(filePath: path).deletingLastPathComponent().path
      guard access(folder, W_OK | X_OK) == 0 else { throw failure(errno) }
      return
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(EISDIR) }
    guard access(path, W_OK) == 0 else { throw failure(errno) }
  }

  /// Writes the file, in the place of what it holds.
  ///
  /// - Parameter bytes: What it is to hold.
  /// - Throws: ``FileError`` of the kernel's; the file may hold part of the bytes then.
  package func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    // Opened by its name, the file behind standard output would lose what was printed already.
    let descriptor =
      path == "/dev/stdout"
      ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let error = failure(errno)
        close(descriptor)
        throw error
      }
      rest = rest.dropFirst(count)
    }
    // A full disk may be noticed no earlier (close(2), "Dealing with error returns from close()").
    guard close(descriptor) == 0 || errno == EINTR else { throw failure(errno) }
  }

  private func failure(_ code: CInt) -> FileError {
    FileError(path: path, reason: .system(code))
  }
}
