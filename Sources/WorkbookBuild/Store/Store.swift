package import FoundationEssentials
import Glibc
import WorkbookModel
import WorkbookSupport

/// What was built or found out before, each under a name that says what it was made from.
///
/// An entry is a folder that appears whole or not at all: it is filled elsewhere and then renamed.
/// Any number of runs may use a store at once. Nothing in it is ever changed, and all of it may be
/// deleted.
///
/// What is in it is run and shown in the place of what a book says, so a user who can write into it decides what
/// readers see. Therefore it isn't in the book's folder, which may be a stranger's; its folders belong to the
/// user, and are no links; and what is read of it are regular files of the user's.
package struct Store: Sendable {
  let root: URL
  private let entries: URL
  /// Where the compiler keeps what it makes of C headers; the user's home may not be there to write in.
  ///
  /// The files name the folder they lie in, and are refused elsewhere, so a store that was moved
  /// begins a new one.
  let moduleCache: URL
  private let workshop: URL

  /// Opens a store, making its folder where there is none.
  ///
  /// Folders that a run left behind when it died are cleared away.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``, where one of its folders is a link, or
  ///   another user's, or can't be made.
  package init(at folder: URL) throws(BuildError) {
    root = folder.standardizedFileURL
    entries = root.appending(path: "store", directoryHint: .isDirectory)
    workshop = root.appending(path: "unfinished", directoryHint: .isDirectory)
    let place = StoreKey("at", ["path": root.path])
    moduleCache = root.appending(
      path: "module-cache/\(place.text)", directoryHint: .isDirectory)
    do throws(FileError) {
      let root = try RealFolder.made(at: root.path).owned()
      _ = try root.folder("store", makingWith: 0o700).owned()
      _ = try root.folder("module-cache", makingWith: 0o700).owned()
        .folder(place.text, makingWith: 0o700).owned()
      try Self.clear(root.folder("unfinished", makingWith: 0o700).owned())
    } catch {
      throw BuildError(error)
    }
  }

  /// The folder of an entry; `nil` if there is none yet.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``, where something else is in its place.
  func entry(for key: StoreKey) throws(BuildError) -> URL? {
    do throws(FileError) {
      return try RealFolder(entries.path).folder(key.text).owned().url
    } catch {
      guard error.reason == .system(ENOENT) else { throw BuildError(error) }
      return nil
    }
  }

  /// The folder of an entry, which is made first where there is none.
  ///
  /// - Parameters:
  ///   - key: The entry's name.
  ///   - fill: Puts the contents into an empty folder.
  /// - Returns: The entry's folder.
  /// - Throws: What `fill` throws, and then nothing is stored; ``BuildError`` with
  ///   ``BuildError/store(path:reason:)``.
  func entry(
    for key: StoreKey, filledBy fill: (URL) async throws -> Void
  ) async throws -> URL {
    if let entry = try entry(for: key) { return entry }
    return try await withTemporaryFolder { unfinished in
      try await fill(unfinished)
      let folder = entries.appending(path: key.text, directoryHint: .isDirectory)
      if rename(unfinished.path, folder.path) == 0 { return folder }
      let code = errno
      // Another run was faster.
      if let entry = try entry(for: key) { return entry }
      throw BuildError.store(path: folder.path, reason: .system(code))
    }
  }

  /// How much room there has to be where compilers and linkers work, in bytes.
  private static let leastRoom: UInt64 = 32 << 20

  /// Makes sure that it isn't for want of room that a tool has failed, which may say anything then.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  func requireRoom() throws(BuildError) {
    var status = statvfs()
    guard statvfs(root.path, &status) == 0 else { return }
    let room = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    guard room >= Self.leastRoom else { throw .store(path: root.path, reason: .system(ENOSPC)) }
  }

  /// Makes an empty folder, and removes it with all it holds when the work is done; a run that dies
  /// leaves it to the next one.
  func withTemporaryFolder<Result>(
    _ body: (URL) async throws -> Result
  ) async throws -> Result {
    let (folder, lock) = try begin()
    defer {
      try? FileManager.default.removeItem(at: folder)
      close(lock)
    }
    return try await body(folder)
  }

  /// Makes an empty folder to fill, and locks it: an unlocked one was left by a run that died.
  ///
  /// In the moment between the two, another run may take it for such a one; then it is made again.
  private func begin() throws(BuildError) -> (folder: URL, lock: CInt) {
    while true {
      let folder = workshop.appending(path: UUID().uuidString, directoryHint: .isDirectory)
      func failure() -> BuildError {
        .store(path: folder.path, reason: .system(errno))
      }
      // As the umask may let others write into what is made.
      guard mkdir(folder.path, 0o700) == 0 else { throw failure() }
      let lock = Glibc.open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      // Another run has removed it.
      if lock < 0, errno == ENOENT { continue }
      guard lock >= 0 else { throw failure() }
      while flock(lock, LOCK_EX) != 0 {
        guard errno == EINTR else {
          let error = failure()
          close(lock)
          throw error
        }
      }
      if access(folder.path, F_OK) == 0 { return (folder, lock) }
      close(lock)
    }
  }

  /// Removes what dead runs have left: folders that are named as ``begin()`` names them, and no others.
  private static func clear(_ workshop: consuming RealFolder) throws(FileError) {
    for name in try workshop.names where UUID(uuidString: name) != nil {
      let path = "\(workshop.path)/\(name)"
      let lock = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      // It removes links themselves, and not what they lead to.
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}

extension RealFolder {
  fileprivate var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

  /// Opens a folder, which is made where there is none, for the user alone, and those above it.
  fileprivate static func made(at path: String) throws(FileError) -> RealFolder {
    if mkdir(path, 0o700) != 0, errno == ENOENT, path != "/" {
      let parent = URL(filePath: path).deletingLastPathComponent().standardizedFileURL.path
      // Links above it are the user's own affair.
      if access(parent, F_OK) != 0 { _ = try made(at: parent) }
      _ = mkdir(path, 0o700)
    }
    let code = errno
    do throws(FileError) {
      return try RealFolder(path)
    } catch {
      // That it isn't there says less than why it couldn't be made.
      throw error.reason == .system(ENOENT) ? FileError(path: path, reason: .system(code)) : error
    }
  }

  /// The folder, if it belongs to the user, and no other user may write into it.
  consuming func owned() throws(FileError) -> RealFolder {
    let status = try status
    try status.checkOwner(of: path)
    guard status.mode & 0o022 == 0 else { throw FileError(path: path, reason: .writableByOthers) }
    return self
  }
}

extension FileStatus {
  func checkOwner(of path: String) throws(FileError) {
    guard owner == geteuid() else { throw FileError(path: path, reason: .otherOwner(owner)) }
  }
}

extension BuildError {
  init(_ error: FileError) {
    self = .store(path: error.path, reason: error.reason)
  }
}
