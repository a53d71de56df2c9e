import WorkbookModel

/// The style sheet of the book's own, which all pages load after ours.
enum BookStyle {
  /// Tells it from another file of that name.
  static let mark = "/* The book's own style sheet, copied by workbook. */\n"

  /// The file's text, if the book has one.
  static func text(of book: Book) -> String? {
    book.style.map { mark + $0 }
  }
}
