package import FoundationEssentials
import Glibc

/// What was built or found out before, each under a name that says what it was made from.
///
/// An entry is a folder that appears whole or not at all: it is filled elsewhere and then renamed.
/// Any number of runs may use a store at once. Nothing in it is ever changed, and all of it may be
/// deleted.
package struct Store: Sendable {
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
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  package init(at folder: URL) throws(BuildError) {
    entries = folder.appending(path: "store", directoryHint: .isDirectory)
    workshop = folder.appending(path: "unfinished", directoryHint: .isDirectory)
    let place = StoreKey("at", ["path": folder.standardizedFileURL.path])
    moduleCache = folder.appending(
      path: "module-cache/\(place.text)", directoryHint: .isDirectory)
    for folder in [entries, workshop] {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw .store(path: folder.path, reason: "\(error)")
      }
    }
    clearWorkshop()
  }

  /// The folder of an entry, or nothing where there is none yet.
  func entry(for key: StoreKey) -> URL? {
    let folder = entries.appending(path: key.text, directoryHint: .isDirectory)
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
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
    if let entry = entry(for: key) { return entry }
    return try await withTemporaryFolder { unfinished in
      try await fill(unfinished)
      let folder = entries.appending(path: key.text, directoryHint: .isDirectory)
      if rename(unfinished.path, folder.path) != 0 && errno != EEXIST && errno != ENOTEMPTY {
        throw BuildError.store(path: folder.path, reason: String(cString: strerror(errno)))
      }
      return folder
    }
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

  /// Makes an empty folder to fill, and locks it: whoever finds one unlocked knows that its maker is dead.
  ///
  /// In the moment between the two, another run may take it for such a one; then it is made again.
  private func begin() throws -> (folder: URL, lock: CInt) {
    while true {
      let folder = workshop.appending(path: UUID().uuidString, directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      let lock = open(folder.path, O_RDONLY | O_CLOEXEC)
      if flock(lock, LOCK_EX) == 0, FileManager.default.fileExists(atPath: folder.path) {
        return (folder, lock)
      }
      close(lock)
    }
  }

  private func clearWorkshop() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: workshop.path)) ?? []
    for name in names {
      let folder = workshop.appending(path: name)
      let lock = open(folder.path, O_RDONLY | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(at: folder) }
    }
  }
}
