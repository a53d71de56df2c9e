package import FoundationEssentials
package import Glibc

/// A folder that is held open, in which nothing is reached through a link.
///
/// What lies in a checkout may come from a stranger, who can put a link where the tool is about to write, to
/// read or to delete something. So each step of a path is taken from the folder before (openat(2)), and a link
/// is an error wherever a folder or a file is expected.
package struct RealFolder: ~Copyable {
  /// Its path, for messages.
  package let path: String
  private let descriptor: CInt

  private init(path: String, descriptor: CInt) {
    (self.path, self.descriptor) = (path, descriptor)
  }

  deinit { close(descriptor) }

  /// Opens a folder, the path to which may have links in it, but not at its end.
  ///
  /// - Throws: ``FileError`` where there is none, or it can't be read.
  package init(_ path: String) throws(FileError) {
    try self.init(path, in: AT_FDCWD, path: path)
  }

  private init(_ name: String, in parent: CInt, path: String) throws(FileError) {
    let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      var status = stat()
      let isThere = fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      let kind = isThere ? status.st_mode & S_IFMT : 0
      let reason: FileError.Reason =
        switch kind {
        case S_IFLNK: .link
        case S_IFDIR, 0: .system(code)
        default: .noFolder
        }
      throw FileError(path: path, reason: reason)
    }
    self.init(path: path, descriptor: descriptor)
  }

  /// Opens a folder in this one.
  ///
  /// - Parameters:
  ///   - name: Its name, one part of a path.
  ///   - mode: What it may be used for, if it is to be made where there is none; the umask applies.
  /// - Returns: The folder.
  /// - Throws: ``FileError`` where there is none, or something else is in its place.
  package func folder(_ name: String, makingWith mode: mode_t? = nil) throws(FileError)
    -> RealFolder
  {
    if let mode, mkdirat(descriptor, name, mode) != 0, errno != EEXIST {
      throw failure(name)
    }
    return try RealFolder(name, in: descriptor, path: "\(path)/\(name)")
  }

  /// Opens the folder that a path leads to from this one, made of parts of which none is `..`.
  ///
  /// - Throws: ``FileError`` where there is none, or something else is in its place.
  package func folder(
    _ parts: some Collection<some StringProtocol>, makingWith mode: mode_t? = nil
  ) throws(FileError) -> RealFolder {
    guard let first = parts.first else {
      return try RealFolder(".", in: descriptor, path: path)
    }
    return try folder(String(first), makingWith: mode).folder(parts.dropFirst(), makingWith: mode)
  }

  package var status: FileStatus {
    get throws(FileError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw failure() }
      return FileStatus(status)
    }
  }

  /// The names of what is in it, in no order.
  package var names: [String] {
    get throws(FileError) {
      let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard copy >= 0, let stream = fdopendir(copy) else { throw failure() }
      defer { closedir(stream) }
      var names: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
      }
      return names
    }
  }

  // MARK: Files

  /// A file that is open for reading.
  package struct OpenFile: ~Copyable {
    fileprivate let descriptor: CInt
    package let status: FileStatus

    deinit { close(descriptor) }

    /// Its bytes; they are mapped, so that a large file takes no memory.
    package var contents: Data {
      get throws {
        try Data(contentsOf: URL(filePath: "/proc/self/fd/\(descriptor)"), options: .alwaysMapped)
      }
    }
  }

  /// Opens a regular file in this folder.
  ///
  /// - Returns: The file; `nil` if there is none of that name.
  /// - Throws: ``FileError`` where the name is that of something else, or the file can't be read.
  package func file(_ name: String) throws(FileError) -> OpenFile? {
    // Not to wait for the other end of a FIFO.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      switch errno {
      case ENOENT: return nil
      case ELOOP: throw FileError(path: "\(path)/\(name)", reason: .link)
      default: throw failure(name)
      }
    }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw FileError(path: "\(path)/\(name)", reason: .noFile)
    }
    return OpenFile(descriptor: file, status: FileStatus(status))
  }

  /// The bytes of a regular file in this folder; `nil` if there is none of that name.
  ///
  /// - Throws: ``FileError`` where the name is that of something else, or the file can't be read.
  package func contents(of name: String) throws -> Data? {
    guard let file = try file(name) else { return nil }
    return try file.contents
  }

  /// Removes a file, or a link, and not what it leads to.
  ///
  /// - Throws: ``FileError`` of the kernel's.
  package func removeFile(_ name: String) throws(FileError) {
    guard unlinkat(descriptor, name, 0) == 0 else { throw failure(name) }
  }

  /// Removes a folder with nothing in it.
  ///
  /// - Returns: Whether it is gone; one that has something in it stays.
  /// - Throws: ``FileError`` of the kernel's.
  package func removeEmptyFolder(_ name: String) throws(FileError) -> Bool {
    if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 { return true }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw failure(name) }
    return false
  }

  // MARK: Writing

  /// Makes a file that isn't there yet, open for writing and locked for as long as it is open.
  ///
  /// In the moment between the two, another run may take it for that of a dead one and remove it; then it is
  /// made again.
  func create(_ name: String, mode: mode_t) throws(FileError) -> CInt {
    while true {
      let file = openat(
        descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      guard file >= 0 else { throw failure(name) }
      var status = stat()
      if flock(file, LOCK_EX) == 0, fstat(file, &status) == 0, status.st_nlink > 0 { return file }
      close(file)
    }
  }

  /// Gives a file another name, in place of what had it.
  func rename(_ old: String, to new: String) throws(FileError) {
    guard renameat(descriptor, old, descriptor, new) == 0 else { throw failure(new) }
  }

  /// Whether some process still writes a file that ``create(_:mode:)`` has made.
  func isBeingWritten(_ name: String) -> Bool {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0
  }

  private func failure(_ name: String? = nil) -> FileError {
    FileError(path: name.map { "\(path)/\($0)" } ?? path, reason: .system(errno))
  }
}

/// Whom a file or a folder belongs to, and what it may be used for (inode(7)).
package struct FileStatus: Hashable, Sendable {
  package let owner: uid_t
  package let group: gid_t
  /// Its permissions.
  package let mode: mode_t

  fileprivate init(_ status: stat) {
    (owner, group, mode) = (status.st_uid, status.st_gid, status.st_mode & 0o7777)
  }
}
