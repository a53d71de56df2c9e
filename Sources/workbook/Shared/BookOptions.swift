import ArgumentParser
import FoundationEssentials
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
      if let folder = BookFolder.containing(URL(filePath: current)) { return folder }
      throw ValidationError(
        """
        there is no book here: neither \(current) nor a folder above it holds \
        chapters/workbook.json; name one with --book
        """)
    }
    let folder = BookFolder(root: URL(filePath: book))
    guard FileManager.default.fileExists(atPath: folder.chapters.path) else {
      throw ValidationError("\(book) is no book's folder: it holds no chapters/")
    }
    return folder
  }
}
