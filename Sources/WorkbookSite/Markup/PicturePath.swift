import WorkbookModel

/// Where the copies of a book's pictures lie in its site.
enum PicturePath {
  /// The folder that holds them, and nothing else.
  static let folder = "pictures"

  /// Where the copy of a picture lies, by its path in the book.
  static func copy(of path: String) -> String { "\(folder)/\(path)" }

  /// Whether a path in the site is one that a copy could have.
  static func isOne(_ path: String) -> Bool { BookPicture.isPath(path) }
}
