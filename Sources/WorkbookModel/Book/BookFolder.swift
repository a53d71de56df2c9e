package import FoundationEssentials
package import WorkbookSupport

/// Where the parts of a book lie.
package struct BookFolder: Hashable, Sendable {
  /// The folder that holds `chapters`.
  package let root: URL

  package init(root: URL) {
    self.root = root
  }

  /// What is read of the book.
  package var files: ContainedFolder { ContainedFolder(root) }
  package var chapters: URL { root.appending(path: "chapters", directoryHint: .isDirectory) }
  package var configuration: URL { chapters.appending(path: "workbook.json") }
  package var site: URL { root.appending(path: "site", directoryHint: .isDirectory) }

  /// Finds the book that a folder belongs to: the nearest one upwards that holds
  /// `chapters/workbook.json`.
  ///
  /// - Returns: The book; `nil` if there is none, or the folder has no path from `/`, as one that is gone.
  package static func containing(_ folder: URL) -> BookFolder? {
    var candidate = folder.standardizedFileURL
    guard candidate.path.utf8.first == UInt8(ascii: "/") else { return nil }
    while true {
      let book = BookFolder(root: candidate)
      if FileManager.default.fileExists(atPath: book.configuration.path) { return book }
      let parent = candidate.deletingLastPathComponent().standardizedFileURL
      guard parent.path != candidate.path else { return nil }
      candidate = parent
    }
  }
}
