import FoundationEssentials
import Glibc
import WorkbookModel
package import WorkbookSupport

extension Site {
  /// A difference between the folder and what should be in it.
  package enum Staleness: Hashable, Sendable {
    case missing(String)
    case outdated(String)
    /// A page of a chapter, a listing, a picture, a style sheet or a map of the site that is no more.
    case leftOver(String)
  }

  /// What a reader would see that isn't so any more, by file.
  ///
  /// Text that differs from run to run isn't compared: a page with other values in its holes is
  /// current.
  ///
  /// - Throws: ``SiteError`` where the folder can't be read, or holds a link in the place of a folder; or
  ///   `CancellationError`.
  package func staleness() async throws -> [Staleness] {
    try await reportingSiteErrors {
      guard exists else { return files.map { .missing(name(of: $0)) } }
      // A link in its place is an error.
      _ = try folder()
      return try await renew(writing: false) + leftOvers().map { .leftOver($0) }
    }
  }

  /// The first line of a file in the folder that isn't what it should be; `nil` if there is none, or no such file.
  ///
  /// - Throws: ``SiteError`` where the folder can't be read.
  package func difference(in name: String) async throws -> PageDifference? {
    try await reportingSiteErrors {
      let parts = name.split(separator: "/")
      guard let file = files.first(where: { self.name(of: $0) == name }),
        let old = try existing(String(parts.last ?? ""), in: parts.dropLast())
      else { return nil }
      var comparison = MaskedComparison(with: old, machine: machine)
      make(file) { comparison.compare($0) }
      comparison.finish()
      return comparison.difference
    }
  }

  /// Brings the folder up to date, and tells what changed.
  ///
  /// Each file is replaced whole. Only pages of this tool, its copies of listings, of pictures and of the book's
  /// style sheet are removed; other files may lie in the folder. No link is followed.
  ///
  /// - Throws: ``SiteError``, and then some files may be written and others not.
  package func write() async throws -> [Staleness] {
    try await reportingSiteErrors {
      try removeUnfinished()
      try checkPlaces()
      let changes = try await renew(writing: true)
      let leftOvers = try leftOvers()
      for name in leftOvers { try remove(name) }
      return changes + leftOvers.map { .leftOver($0) }
    }
  }

  private func reportingSiteErrors<Result>(
    _ work: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await work()
    } catch let error as FileError {
      throw SiteError(path: error.path, reason: error.reason)
    }
  }

  /// Whether something has the name of the site's folder.
  private var exists: Bool {
    (try? FileManager.default.attributesOfItem(atPath: book.folder.site.path)) != nil
  }

  /// Opens the site's folder, or one in it.
  private func folder(
    _ parts: some Collection<Substring> = [], making: Bool = false
  ) throws(FileError) -> RealFolder {
    let mode: mode_t? = making ? 0o777 : nil
    // The book may well be reached through links; what is in it isn't.
    return try RealFolder(book.folder.root.resolvingSymlinksInPath().path)
      .folder(book.folder.site.lastPathComponent, makingWith: mode)
      .folder(parts, makingWith: mode)
  }

  /// Removes what runs that have died have left, in each folder of the site.
  private func removeUnfinished() throws(FileError) {
    for folder in Set(files.map { name(of: $0).split(separator: "/").dropLast() }) {
      try ReplacedFile.removeUnfinished(in: self.folder(folder, making: true))
    }
  }

  /// Makes sure that no folder has the name of a file, before anything is written.
  private func checkPlaces() throws(FileError) {
    for file in files {
      var parts = name(of: file).split(separator: "/")[...]
      guard let last = parts.popLast() else { continue }
      let folder = try folder(parts)
      if (try? folder.folder(String(last))) != nil {
        throw FileError(path: "\(folder.path)/\(last)", reason: .notAFile)
      }
    }
  }

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
    let parts = name.split(separator: "/")
    let last = String(parts.last ?? "")
    if isKept(file), try existing(last, in: parts.dropLast()) != nil { return nil }
    if case .picture(let index) = file {
      return try renew(name, by: book.pictures[index].bytes, writing: writing)
    }
    guard writing else {
      guard let old = try existing(last, in: parts.dropLast()) else { return .missing(name) }
      var comparison = MaskedComparison(with: old, machine: machine)
      make(file) { comparison.compare($0) }
      return comparison.isSame ? nil : .outdated(name)
    }
    let folder = try folder(parts.dropLast(), making: true)
    var comparison = mappedContents(of: last, in: folder).map {
      MaskedComparison(with: $0, machine: machine)
    }
    try ReplacedFile.replace(last, in: folder) { replacement, folder in
      try make(file) { piece in
        comparison?.compare(piece)
        try replacement.append(piece, in: folder)
      }
      return comparison?.isSame != true
    }
    return comparison.map { $0.isSame ? nil : .outdated(name) } ?? .missing(name)
  }

  private func renew(_ name: String, by bytes: Data, writing: Bool) throws -> Staleness? {
    let parts = name.split(separator: "/")
    let last = String(parts.last ?? "")
    let old = try existing(last, in: parts.dropLast())
    guard old != bytes else { return nil }
    if writing {
      try ReplacedFile.replace(
        last, in: folder(parts.dropLast(), making: true), by: bytes)
    }
    return old == nil ? .missing(name) : .outdated(name)
  }

  /// Whether a file stays as it is, if there is one.
  private func isKept(_ file: File) -> Bool {
    if case .chapter(let index) = file {
      kept.names.contains(book.chapters[index].name)
    } else {
      false
    }
  }

  /// The bytes of a file; `nil` if there is none, or something else is in its place: writing replaces a link or a
  /// FIFO, and a folder is an error then.
  private func mappedContents(of name: String, in folder: borrowing RealFolder) -> Data? {
    guard let file = (try? folder.file(name)) ?? nil else { return nil }
    return try? file.mappedContents()
  }

  /// The bytes of a file of the site; `nil` if there is none, or something else is in its place.
  private func existing(
    _ name: String, in parts: some Collection<Substring>
  ) throws(FileError) -> Data? {
    do throws(FileError) {
      return mappedContents(of: name, in: try folder(parts))
    } catch {
      guard error.reason == .system(ENOENT) else { throw error }
      return nil
    }
  }

  // MARK: What is left over

  private func leftOvers() throws -> [String] {
    let folder = try folder()
    let files = Set(files.map { name(of: $0) })
    let kept = kept.names.map { "\(Download.folder)/\($0)/" }
    func text(_ name: String) -> String? {
      ((try? folder.contents(of: name)) ?? nil).map { String(decoding: $0, as: UTF8.self) }
    }
    let own = try folder.names.filter { name in
      guard !files.contains(name) else { return false }
      if name == SitePath.sitemap { return text(name)?.contains(Sitemap.mark) == true }
      if name == SitePath.style { return text(name)?.hasPrefix(BookStyle.mark) == true }
      return name.hasSuffix(".html") && text(name)?.contains(Page.generator) == true
    }
    // Pages that stay as they are may show any of the pictures.
    let pictures =
      kept.isEmpty ? try copies(in: PicturePath.folder, of: folder, where: PicturePath.isOne) : []
    let copies = try copies(in: Download.folder, of: folder, where: Download.isPath) + pictures
    return own.sorted()
      + copies.filter { path in
        !files.contains(path) && !kept.contains { path.hasPrefix($0) }
      }.sorted()
  }

  /// How deep in each other folders are looked into.
  private static let mostFolders = 32

  /// The files of a folder of the site that are named as copies are.
  private func copies(
    in name: String, of folder: borrowing RealFolder, where isCopy: (String) -> Bool
  ) throws -> [String] {
    guard try folder.names.contains(name) else { return [] }
    var found: [String] = []
    func look(_ folder: borrowing RealFolder, _ path: String, depth: Int) throws {
      // A stranger may have made any number of them, and each takes a descriptor.
      guard depth < Self.mostFolders else { return }
      for name in try folder.names {
        let path = "\(path)/\(name)"
        if isCopy(path), (try? folder.file(name)) ?? nil != nil {
          found.append(path)
        } else if let inner = try? folder.folder(name) {
          try look(inner, path, depth: depth + 1)
        }
      }
    }
    try look(folder.folder(name), name, depth: 0)
    return found
  }

  /// Removes a file, and the folders that it was the last one of.
  private func remove(_ name: String) throws {
    var parts = name.split(separator: "/")[...]
    guard let last = parts.popLast() else { return }
    try folder(parts).removeFile(String(last))
    while let last = parts.popLast() {
      guard try folder(parts).removeEmptyFolder(String(last)) else { return }
    }
  }
}

/// Why a site can't be written, or compared.
package struct SiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or folder that it is about.
  package let path: String
  package let reason: FileError.Reason

  package var description: String {
    switch reason {
    case .system(EACCES), .system(EPERM), .system(EROFS):
      "can't use \(path): \(reason); workbook serve shows pages without writing them"
    default: "\(path) can't be used: \(reason)"
    }
  }
}
