package import FoundationEssentials

/// A folder that is there while something is done with it.
///
/// Neither it nor a folder in it can be written by other users, whatever the umask: a store is used by its user alone.
package struct TemporaryFolder {
  package let url: URL

  /// Makes a folder, hands it out, and removes it with all it holds.
  package static func with<Result>(
    _ body: (TemporaryFolder) async throws -> Result
  ) async throws -> Result {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "workbook-test-\(UUID().uuidString)", directoryHint: .isDirectory)
    try makeFolder(url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(TemporaryFolder(url: url))
  }

  /// Writes a file, and the folders it lies in.
  package func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  /// Writes a file, and the folders it lies in.
  package func write(_ data: Data, to path: String) throws {
    let file = url.appending(path: path)
    try Self.makeFolder(file.deletingLastPathComponent())
    try data.write(to: file)
  }

  private static func makeFolder(_ folder: URL) throws {
    guard !FileManager.default.fileExists(atPath: folder.path) else { return }
    try makeFolder(folder.deletingLastPathComponent())
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  }

  /// Removes a file.
  package func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: url.appending(path: path))
  }

  /// The text of a file.
  package func text(of path: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
  }
}
