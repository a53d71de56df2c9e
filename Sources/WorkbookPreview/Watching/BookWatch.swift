import FoundationEssentials
import Glibc
import WorkbookModel
import WorkbookSupport

/// Notices when a file of a book changes.
///
/// It looks at the files five times a second. That is twenty calls of the kernel, a tenth of a millisecond,
/// for a book like ours; it works the same on every system and every file system, and with every editor,
/// whether it writes into the file or puts another one in its place.
struct BookWatch: Sendable {
  let folder: BookFolder
  /// The files and pictures that the chapters include, by path, with the state of the chapter in which that was found.
  private var included: [String: (version: FileVersion?, paths: [String])] = [:]

  init(folder: BookFolder) {
    self.folder = folder
  }

  /// How often it looks.
  static let interval = Duration.milliseconds(200)

  /// What tells one state of a file from another.
  struct FileVersion: Hashable, Sendable {
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  /// The files of a book, by path from its folder; those that aren't there have no version.
  typealias State = [String: FileVersion?]

  /// Looks once: at the chapters, at the configuration, at the record of tools, and at style sheets.
  func state() -> State {
    let names = folder.files.names(in: "chapters")
    var state: State = [:]
    for name in names
    where [".md", ".css", ".json"].contains(where: name.hasSuffix) {
      state["chapters/\(name)"] = .some(version(of: "chapters/\(name)"))
    }
    return state
  }

  /// A state, with the files that its chapters include.
  ///
  /// Their names are taken from the text, and not from a book that was read: a book that can't be read may
  /// only lack one of these files.
  mutating func including(_ state: State) -> State {
    var state = state
    for (path, version) in state where path.hasSuffix(".md") {
      if let known = included[path], known.version == version { continue }
      included[path] = (version, paths(includedBy: path))
    }
    for path in included.keys where state[path] == nil { included[path] = nil }
    for path in Set(included.values.flatMap(\.paths)) {
      state[path] = .some(self.version(of: path))
    }
    return state
  }

  private func paths(includedBy path: String) -> [String] {
    // As a chapter that is a link to a device has no end.
    guard let data = try? folder.files.contents(of: path, limit: BookFolder.largestFile)
    else { return [] }
    let text = String(decoding: data, as: UTF8.self)
    return BookPicture.paths(in: text) + files(includedBy: text)
  }

  private func files(includedBy text: String) -> [String] {
    // Few chapters include anything, and bytes are looked through much sooner than for a pattern.
    guard
      text.utf8.split(separator: UInt8(ascii: "="))
        .contains(where: { $0.suffix(7).elementsEqual("include".utf8) })
    else { return [] }
    return text.matches(of: /include=([^#\s]+)#/).map { String($0.1) }
  }

  /// Waits until something is different, or the task is cancelled.
  func change(from old: State) async {
    while !Task.isCancelled {
      var now = state()
      for path in old.keys where now[path] == nil { now[path] = .some(version(of: path)) }
      if now != old { return }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func version(of path: String) -> FileVersion? {
    var status = stat()
    guard stat(folder.root.appending(path: path).path, &status) == 0 else { return nil }
    return FileVersion(
      inode: UInt(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
  }
}
