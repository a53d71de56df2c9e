package import FoundationEssentials
import Glibc

/// What takes the place of a file: its bytes as they come, which are at its path all at once or not at all.
///
/// They are in memory as long as they are few, and then in a file beside it, which is renamed in the end.
package struct ReplacedFile: ~Copyable {
  /// How many bytes are kept in memory.
  private static let limit = 1 << 20
  /// What the names of unfinished files begin with.
  private static let prefix = ".workbook-unfinished-"

  private let name: String
  /// Two runs of the tool at once have a file each.
  private let unfinished = prefix + UUID().uuidString
  /// The owner and the permissions that the file is to have; those of a new file, if this is `nil`.
  private let status: FileStatus?
  private var buffer: [UInt8] = []
  private var descriptor: CInt?

  /// Replaces a file, or lets it be.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - folder: Where the file is, or will be.
  ///   - fill: Gives the bytes, and returns whether they are to replace the file.
  /// - Throws: ``FileError``, and what `fill` throws; the file is as it was then.
  package static func replace(
    _ name: String, in folder: borrowing RealFolder,
    _ fill: (inout ReplacedFile, borrowing RealFolder) throws -> Bool
  ) throws {
    try replace(name, in: folder, status: nil, fill)
  }

  /// Replaces a file by some bytes; its permissions stay, and its owner, as far as the user may give files away.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - folder: Where the file is, or will be.
  ///   - data: The bytes.
  /// - Throws: ``FileError``; the file is as it was then.
  package static func replace(
    _ name: String, in folder: borrowing RealFolder, by data: Data
  ) throws {
    let status: FileStatus? = if let file = try folder.file(name) { file.status } else { nil }
    try replace(name, in: folder, status: status) { file, _ in
      file.buffer = Array(data)
      return true
    }
  }

  private static func replace(
    _ name: String, in folder: borrowing RealFolder, status: FileStatus?,
    _ fill: (inout ReplacedFile, borrowing RealFolder) throws -> Bool
  ) throws {
    var file = ReplacedFile(name: name, status: status)
    do {
      guard try fill(&file, folder) else { return file.discard(in: folder) }
      try file.flush(in: folder)
      try file.finish(in: folder)
    } catch {
      file.discard(in: folder)
      throw error
    }
  }

  /// Removes the unfinished files of runs that have died.
  ///
  /// - Throws: ``FileError``.
  package static func removeUnfinished(in folder: borrowing RealFolder) throws(FileError) {
    for name in try folder.names where name.hasPrefix(prefix) {
      guard UUID(uuidString: String(name.dropFirst(prefix.count))) != nil,
        folder.isLeftBehind(name)
      else { continue }
      try folder.removeFile(name)
    }
  }

  /// Adds a text to the bytes.
  ///
  /// - Throws: ``FileError``.
  package mutating func append(
    _ text: String, in folder: borrowing RealFolder
  ) throws(FileError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > Self.limit { try flush(in: folder) }
  }

  private mutating func flush(in folder: borrowing RealFolder) throws(FileError) {
    if descriptor == nil { descriptor = try create(in: folder) }
    guard let descriptor else { return }
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      guard count >= 0 || errno == EINTR else { throw failure(in: folder) }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Makes the unfinished file, for the user alone until it has the permissions of the one that it replaces.
  private func create(in folder: borrowing RealFolder) throws(FileError) -> CInt {
    guard let status else { return try folder.create(unfinished, mode: 0o666) }
    let descriptor = try folder.create(unfinished, mode: 0o600)
    // Only root can give a file to another user, and others only to a group of their own.
    if fchown(descriptor, status.owner, status.group) != 0 {
      _ = fchown(descriptor, .max, status.group)
    }
    guard fchmod(descriptor, status.mode) == 0 else {
      let error = failure(in: folder)
      close(descriptor)
      try? folder.removeFile(unfinished)
      throw error
    }
    return descriptor
  }

  /// Puts the file in its place; a file that replaces another one waits until it is on the disk, as
  /// there may be no other copy.
  ///
  /// It stays locked until then, so that no other run takes it for one that was left behind.
  private mutating func finish(in folder: borrowing RealFolder) throws(FileError) {
    guard let descriptor else { return }
    if status != nil, fsync(descriptor) != 0 { throw failure(in: folder) }
    try folder.rename(unfinished, to: name)
    self.descriptor = nil
    // A full disk may be noticed no earlier (close(2), "Dealing with error returns from close()").
    guard close(descriptor) == 0 || errno == EINTR else { throw failure(in: folder) }
  }

  private mutating func discard(in folder: borrowing RealFolder) {
    guard let descriptor = descriptor.take() else { return }
    try? folder.removeFile(unfinished)
    close(descriptor)
  }

  private func failure(in folder: borrowing RealFolder) -> FileError {
    FileError(path: "\(folder.path)/\(name)", reason: .system(errno))
  }
}
