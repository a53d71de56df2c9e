/// Where the files of a site lie that there is one of.
enum SitePath {
  static let index = "index.html"
  /// The whole book on one page.
  static let wholeBook = "book.html"
  /// The index of names and errors.
  static let names = "names.html"
  static let notFound = "404.html"
  static let searchIndex = "search-index.js"
  static let sitemap = "sitemap.xml"
  /// The book's own style sheet.
  static let style = "book.css"
}
