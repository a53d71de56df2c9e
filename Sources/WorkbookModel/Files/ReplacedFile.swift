package import FoundationEssentials
package import Glibc

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
  private let mode: mode_t
  private var buffer: [UInt8] = []
  private var descriptor: CInt?

  /// Replaces a file, or lets it be.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - folder: Where the file is, or will be.
  ///   - mode: What it may be used for, less the umask.
  ///   - fill: Gives the bytes, and returns whether they are to replace the file.
  /// - Throws: ``FileError``, and what `fill` throws; the file is as it was then.
  package static func replace(
    _ name: String, in folder: borrowing RealFolder, mode: mode_t = 0o666,
    _ fill: (inout ReplacedFile, borrowing RealFolder) throws -> Bool
  ) throws {
    var file = ReplacedFile(name: name, mode: mode)
    do {
      if try fill(&file, folder) {
        try file.flush(in: folder)
        try folder.rename(file.unfinished, to: name)
        if let descriptor = file.descriptor.take() { close(descriptor) }
      } else {
        file.discard(in: folder)
      }
    } catch {
      file.discard(in: folder)
      throw error
    }
  }

  /// Replaces a file by some bytes, with its owner and what it may be used for, where there is one.
  ///
  /// - Throws: ``FileError``; the file is as it was then.
  package static func replace(
    _ name: String, in folder: borrowing RealFolder, by data: Data
  ) throws {
    let old: FileStatus? = if let file = try folder.file(name) { file.status } else { nil }
    try replace(name, in: folder) { file, folder in
      file.buffer = Array(data)
      try file.flush(in: folder)
      if let old, let descriptor = file.descriptor {
        // Only root can give a file to somebody else; everybody else's is their own from now on.
        if geteuid() == 0 { _ = fchown(descriptor, old.owner, old.group) }
        guard fchmod(descriptor, old.mode) == 0 else {
          throw FileError(path: "\(folder.path)/\(name)", reason: .system(errno))
        }
      }
      return true
    }
  }

  /// Removes the unfinished files of runs that have died.
  ///
  /// - Throws: ``FileError``.
  package static func removeUnfinished(in folder: borrowing RealFolder) throws(FileError) {
    for name in try folder.names where name.hasPrefix(prefix) {
      guard UUID(uuidString: String(name.dropFirst(prefix.count))) != nil,
        !folder.isBeingWritten(name)
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
    func failure() -> FileError {
      FileError(path: "\(folder.path)/\(name)", reason: .system(errno))
    }
    if descriptor == nil { descriptor = try folder.create(unfinished, mode: mode) }
    guard let descriptor else { return }
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      guard count >= 0 || errno == EINTR else { throw failure() }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func discard(in folder: borrowing RealFolder) {
    guard let descriptor = descriptor.take() else { return }
    try? folder.removeFile(unfinished)
    close(descriptor)
  }
}
