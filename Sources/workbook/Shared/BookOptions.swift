import ArgumentParser
import FoundationEssentials
import Glibc
import WorkbookConsole
import WorkbookModel

/// Where the book is.
struct BookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The book's folder, the one that holds chapters/. Without it, the nearest one upwards.",
      valueName: "folder"))
  var book: String?

  /// The book's folder.
  ///
  /// - Throws: `ValidationError`, with exit status 64, if there is no book.
  func folder() throws -> BookFolder {
    let current = FileManager.default.currentDirectoryPath
    guard let book else {
      guard !current.isEmpty else {
        throw ValidationError(
          "the folder that workbook was started in is gone; name a book with --book")
      }
      if let folder = BookFolder.containing(URL(filePath: current)) { return folder }
      try checkReading(URL(filePath: current))
      throw ValidationError(
        """
        there is no book here: neither \(current) nor a folder above it holds \
        chapters/workbook.json; name one with --book
        """)
    }
    let folder = BookFolder(root: URL(filePath: book))
    try checkReading(folder.root)
    guard FileManager.default.fileExists(atPath: folder.chapters.path) else {
      throw ValidationError("\(book) is no book's folder: it holds no chapters/")
    }
    return folder
  }

  /// Makes sure that what looks like a book can be looked into.
  private func checkReading(_ folder: URL) throws {
    let path = BookFolder(root: folder).chapters.path
    guard access(path, R_OK | X_OK) != 0, errno == EACCES else { return }
    Console.error.printError("can't read \(path): \(String(cString: strerror(EACCES)))")
    throw ToolStatus.failure.exit
  }
}
