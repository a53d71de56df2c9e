package import FoundationEssentials
package import Glibc

/// A folder that is held open, in which nothing is reached through a link.
///
/// What lies in a checkout may come from a stranger, who can put a link where the tool is about to write, to
/// read or to delete something. So each step of a path is taken from the folder before (openat(2)), and a link
/// is an error wherever a folder or a file is expected.
///
/// Names are one part of a path; a name with a slash in it, and `..`, are a mistake of the caller.
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
        default: .notAFolder
        }
      throw FileError(path: path, reason: reason)
    }
    self.init(path: path, descriptor: descriptor)
  }

  /// Opens a folder in this one.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - mode: Its permissions, if it is to be made where there is none; the umask applies.
  /// - Returns: The folder.
  /// - Throws: ``FileError`` where there is none, or something else is in its place.
  package func folder(
    _ name: String, makingWith mode: mode_t? = nil
  ) throws(FileError) -> RealFolder {
    Self.require(name)
    if let mode, mkdirat(descriptor, name, mode) != 0, errno != EEXIST {
      throw failure(name)
    }
    return try RealFolder(name, in: descriptor, path: "\(path)/\(name)")
  }

  /// Opens the folder that a path leads to from this one.
  ///
  /// - Parameters:
  ///   - parts: The names of the folders on the path.
  ///   - mode: The permissions of those that are to be made where there are none; the umask applies.
  /// - Returns: The folder.
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
      guard copy >= 0 else { throw failure() }
      guard let stream = fdopendir(copy) else {
        let error = failure()
        close(copy)
        throw error
      }
      defer { closedir(stream) }
      var names: [String] = []
      while true {
        // The end of the folder and an error look the same but for this (readdir(3)).
        errno = 0
        guard let entry = readdir(stream) else {
          guard errno == 0 else { throw failure() }
          return names
        }
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
      }
    }
  }

  /// Removes a folder with nothing in it.
  ///
  /// - Returns: Whether it is gone; one that has something in it stays.
  /// - Throws: ``FileError`` of the kernel's.
  package func removeEmptyFolder(_ name: String) throws(FileError) -> Bool {
    Self.require(name)
    if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw failure(name) }
    return false
  }

  // MARK: Files

  /// Opens a regular file in this folder.
  ///
  /// - Returns: The file; `nil` if there is none of that name.
  /// - Throws: ``FileError`` where the name is that of something else, or the file can't be read.
  package func file(_ name: String) throws(FileError) -> OpenFile? {
    Self.require(name)
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
      throw FileError(path: "\(path)/\(name)", reason: .notAFile)
    }
    return OpenFile(path: "\(path)/\(name)", descriptor: file, status: FileStatus(status))
  }

  /// The bytes of a regular file in this folder; `nil` if there is none of that name.
  ///
  /// - Throws: ``FileError`` where the name is that of something else, or the file can't be read.
  package func contents(of name: String) throws(FileError) -> Data? {
    guard let file = try file(name) else { return nil }
    return try file.contents()
  }

  /// Removes a file, or a link, and not what it leads to; one that is gone already is no error.
  ///
  /// - Throws: ``FileError`` of the kernel's.
  package func removeFile(_ name: String) throws(FileError) {
    Self.require(name)
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw failure(name) }
  }

  // MARK: Writing

  /// Makes a file that isn't there yet, open for writing and locked for as long as it is open.
  ///
  /// In the moment between the two, another run may take it for that of a dead one and remove it; then it is
  /// made again.
  func create(_ name: String, mode: mode_t) throws(FileError) -> CInt {
    Self.require(name)
    while true {
      let file = openat(
        descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      guard file >= 0 else { throw failure(name) }
      var status = stat()
      while flock(file, LOCK_EX) != 0 {
        guard errno == EINTR else {
          let error = failure(name)
          unlinkat(descriptor, name, 0)
          close(file)
          throw error
        }
      }
      if fstat(file, &status) == 0, status.st_nlink > 0 { return file }
      close(file)
    }
  }

  /// Gives a file another name, in place of the file or link that had it.
  func rename(_ old: String, to new: String) throws(FileError) {
    Self.require(new)
    guard renameat(descriptor, old, descriptor, new) == 0 else { throw failure(new) }
  }

  /// Whether a file was made by ``create(_:mode:)`` in a process that is gone.
  ///
  /// Returns `false` if the file can't be opened.
  func isLeftBehind(_ name: String) -> Bool {
    guard let file = (try? file(name)) ?? nil else { return false }
    return file.isUnlocked
  }

  private func failure(_ name: String? = nil) -> FileError {
    FileError(path: name.map { "\(path)/\($0)" } ?? path, reason: .system(errno))
  }

  private static func require(_ name: String) {
    precondition(
      !name.utf8.contains(UInt8(ascii: "/")) && !["", ".", ".."].contains(name),
      "\(name) is not the name of a file")
  }
}
