import FoundationEssentials
import WorkbookModel

extension Site {
  /// A difference between the folder and what should be in it.
  package enum Staleness: Hashable, Sendable {
    case missing(String)
    case outdated(String)
    /// A page of a chapter, a listing, a style sheet or a map of the site that is no more.
    case leftOver(String)
  }

  /// What a reader would see that isn't so any more, by file.
  ///
  /// Text that differs from run to run isn't compared: a page with other values in its holes is
  /// current.
  ///
  /// - Throws: Nothing but `CancellationError`.
  package func staleness() async throws -> [Staleness] {
    try await renew(writing: false) + leftOvers.map { .leftOver($0) }
  }

  /// Brings the folder up to date, and tells what changed.
  ///
  /// Each file is replaced whole. Only pages of this tool, its copies of listings and of the book's style
  /// sheet are removed; other files may lie in the folder.
  ///
  /// - Throws: ``SiteError``, and then some files may be written and others not.
  package func write() async throws -> [Staleness] {
    let folders = Set(
      files.map { folder.appending(path: name(of: $0)).deletingLastPathComponent() })
    for folder in folders.union([folder]) {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw SiteError(path: folder.path, reason: "no folder can be made there")
      }
    }
    let changes = try await renew(writing: true)
    let leftOvers = leftOvers
    for name in leftOvers {
      do {
        try FileManager.default.removeItem(at: folder.appending(path: name))
        try removeEmptyFolders(of: name)
      } catch {
        throw SiteError(path: folder.appending(path: name).path, reason: "it can't be removed")
      }
    }
    return changes + leftOvers.map { .leftOver($0) }
  }

  private var folder: URL { book.folder.site }

  /// Compares every file with what it should be, several at a time.
  private func renew(writing: Bool) async throws -> [Staleness] {
    // The longest first, or the others would be done while they are being made.
    let long: [File] = [.wholeBook, .searchIndex, .names]
    let order = long + files.filter { !long.contains($0) }
    let changes = try await order.concurrentMap(
      limit: ProcessInfo.processInfo.activeProcessorCount
    ) { file -> (name: String, change: Staleness?) in
      (name(of: file), try renew(file, writing: writing))
    }
    return changes.sorted { $0.name < $1.name }.compactMap(\.change)
  }

  private func renew(_ file: File, writing: Bool) throws -> Staleness? {
    let name = name(of: file)
    let path = folder.appending(path: name).path
    guard var comparison = MaskedComparison(withFileAt: path) else {
      if writing {
        try ReplacedFile.replace(path) { replacement in
          try make(file) { try replacement.append($0) }
          return true
        }
      }
      return .missing(name)
    }
    if writing {
      try ReplacedFile.replace(path) { replacement in
        try make(file) { piece in
          comparison.compare(piece)
          try replacement.append(piece)
        }
        return !comparison.isSame
      }
    } else {
      make(file) { comparison.compare($0) }
    }
    return comparison.isSame ? nil : .outdated(name)
  }

  private var leftOvers: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let files = Set(files.map { name(of: $0) })
    let own = names.filter { name in
      guard !files.contains(name) else { return false }
      if name == Sitemap.path { return contents(of: name)?.contains(Sitemap.mark) == true }
      if name == BookStyle.path { return contents(of: name)?.hasPrefix(BookStyle.mark) == true }
      return name.hasSuffix(".html") && contents(of: name)?.contains(Page.generator) == true
    }
    return own.sorted() + leftOverDownloads(files)
  }

  private func leftOverDownloads(_ files: Set<String>) -> [String] {
    let downloads = folder.appending(path: Download.folder).path
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: downloads)) ?? []
    return paths.sorted().map { "\(Download.folder)/\($0)" }.filter { name in
      var isFolder = false
      return !files.contains(name)
        && FileManager.default.fileExists(
          atPath: folder.appending(path: name).path, isDirectory: &isFolder)
        && !isFolder
    }
  }

  private func contents(of name: String) -> String? {
    (try? Data(contentsOf: folder.appending(path: name))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Removes the folders that a file was the last one of.
  private func removeEmptyFolders(of name: String) throws {
    var path = name.split(separator: "/").dropLast()
    while !path.isEmpty {
      let parent = folder.appending(path: path.joined(separator: "/")).path
      guard try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty else { return }
      try FileManager.default.removeItem(atPath: parent)
      path = path.dropLast()
    }
  }
}

/// Why a site can't be written.
package struct SiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or folder that it is about.
  package let path: String
  package let reason: String

  package var description: String { "\(path) can't be written: \(reason)" }
}
