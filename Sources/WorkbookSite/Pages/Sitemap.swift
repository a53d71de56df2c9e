import WorkbookModel

/// The addresses of the book's pages, for search engines (sitemaps.org).
///
/// Addresses there are whole, so that there is one only for a book that says where it is published. It names
/// no dates: the same book gives the same file.
struct Sitemap {
  /// Tells it from another file of that name.
  static let mark = "<!-- Made by workbook. -->"

  let book: Book

  /// The file's text; `nil` for a book that is published nowhere.
  var text: String? {
    guard let url = book.configuration.url.map({ Address($0).text }) else { return nil }
    let pages = [SitePath.index] + book.chapters.map(\.page) + [SitePath.names, SitePath.wholeBook]
    let addresses = pages.map { page -> HTML in "<url><loc>\(url)/\(page)</loc></url>\n" }
    let text: HTML = """
      <?xml version="1.0" encoding="utf-8"?>
      \(HTML(stringLiteral: Self.mark))
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      \(addresses.joined())</urlset>

      """
    return text.text
  }
}
