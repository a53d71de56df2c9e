import Glibc

/// What takes the place of a file: its bytes as they come, which are at its path all at once or not at all.
///
/// They are in memory as long as they are few, and then in a file beside it, which is renamed in the end.
struct ReplacedFile: ~Copyable {
  /// How many bytes are kept in memory.
  private static let limit = 1 << 20

  private let path: String
  private var buffer: [UInt8] = []
  private var descriptor: Int32?

  private init(_ path: String) {
    self.path = path
  }

  /// Replaces a file, or lets it be.
  ///
  /// - Parameters:
  ///   - path: Where the file is, or will be.
  ///   - fill: Gives the bytes, and returns whether they are to replace the file.
  /// - Throws: ``SiteError``, and what `fill` throws; the file is as it was then.
  static func replace(
    _ path: String, _ fill: (inout ReplacedFile) throws -> Bool
  ) throws {
    var file = ReplacedFile(path)
    do {
      if try fill(&file) {
        try file.flush()
        if let descriptor = file.descriptor.take() {
          guard close(descriptor) == 0 else { throw file.error }
        }
        guard rename(file.unfinished, path) == 0 else { throw file.error }
      } else {
        file.discard()
      }
    } catch {
      file.discard()
      throw error
    }
  }

  /// Adds a text to the bytes.
  ///
  /// - Throws: ``SiteError``.
  mutating func append(_ text: String) throws(SiteError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > Self.limit { try flush() }
  }

  /// Two runs of the tool at once have a file each.
  private var unfinished: String {
    var name = path[...]
    while let last = name.last, last != "/" { name.removeLast() }
    return "\(name).\(path.dropFirst(name.count)).\(getpid())"
  }

  private var error: SiteError { SiteError(path: path, reason: String(cString: strerror(errno))) }

  private mutating func flush() throws(SiteError) {
    let descriptor = descriptor ?? open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw error }
    self.descriptor = descriptor
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      guard count >= 0 || errno == EINTR else { throw error }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func discard() {
    guard let descriptor = descriptor.take() else { return }
    close(descriptor)
    unlink(unfinished)
  }
}
