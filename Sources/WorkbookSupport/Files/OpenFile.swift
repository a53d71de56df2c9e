package import FoundationEssentials
package import Glibc

/// A regular file that is open for reading.
package struct OpenFile: ~Copyable {
  /// Its path, for messages.
  package let path: String
  package let status: FileStatus
  package var size: Int { status.size }
  private let descriptor: CInt

  init(path: String, descriptor: CInt, status: FileStatus) {
    (self.path, self.descriptor, self.status) = (path, descriptor, status)
  }

  /// Opens the file that a path leads to, through links if there are any.
  ///
  /// - Throws: ``FileError`` where something else has that name, or the file can't be read.
  package init(at path: String) throws(FileError) {
    // Not to wait for the other end of a FIFO.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, reason: .system(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(path: path, reason: .notAFile)
    }
    self.init(path: path, descriptor: descriptor, status: FileStatus(status))
  }

  deinit { close(descriptor) }

  /// Whether no process has locked it; this one has from now on, as long as the file is open.
  var isUnlocked: Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Reads the file.
  ///
  /// - Parameter limit: How many bytes are read at the most, rounded up to what is read at once.
  /// - Returns: Its bytes.
  /// - Throws: ``FileError`` of the kernel's.
  package func contents(limit: Int = .max) throws(FileError) -> Data {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let offset = off_t(bytes.count)
      var code: CInt?
      let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
        let result = pread(descriptor, buffer.baseAddress, buffer.count, offset)
        if result < 0 { code = errno }
        count = max(0, result)
      }
      if let code {
        if code == EINTR { continue }
        throw FileError(path: path, reason: .system(code))
      }
      guard !chunk.isEmpty else { break }
      bytes += chunk
    }
    return Data(bytes)
  }

  /// The file's bytes, mapped, so that a large file takes no memory.
  ///
  /// - Returns: Its bytes.
  /// - Throws: ``FileError`` where it can't be mapped.
  package func mappedContents() throws(FileError) -> Data {
    do {
      return try Data(
        contentsOf: URL(filePath: "/proc/self/fd/\(descriptor)"), options: .alwaysMapped)
    } catch {
      throw FileError(path: path, reason: .system(EIO))
    }
  }
}

/// Who owns a file or a folder, and its permissions (inode(7)).
package struct FileStatus: Hashable, Sendable {
  package let owner: uid_t
  package let group: gid_t
  package let mode: mode_t
  /// How many bytes a file has.
  package let size: Int

  init(_ status: stat) {
    (owner, group, mode) = (status.st_uid, status.st_gid, status.st_mode & 0o7777)
    size = Int(status.st_size)
  }
}
