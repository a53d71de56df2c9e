import WorkbookModel

/// A page of the site, whole.
struct Page: Hashable, Sendable {
  /// Its file's name in the site.
  var path: String
  /// What it is called, before the book's title.
  var title: String
  /// What it is about, in a sentence, for search engines and for links to it.
  var description: String
  var content: HTML

  /// Tells pages of this tool from other files in the same folder.
  static let generator = "<meta name=\"generator\" content=\"workbook\">"

  /// The page within a book.
  ///
  /// The text comes first and the list of chapters after it, so that a reader who hears the page, or reads
  /// it on a phone, doesn't have to pass the list each time; where there is room, it stands on the left.
  func text(in book: Book, stamp: Stamp) -> String {
    let generator = HTML(stringLiteral: Self.generator)
    let name = book.configuration.title
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(generator)
      <title>\(title == name ? name : "\(title) – \(name)")</title>
      <meta name="description" content="\(description)">
      <link rel="stylesheet" href="style.css">
      </head>
      <body>
      <a class="skip" href="#main">Skip to the text</a>
      <header class="bar">
      <a class="home" href="index.html">\(name)</a>
      <a class="to-chapters" href="#chapters">Chapters</a>
      </header>
      <main id="main" tabindex="-1">
      \(content)</main>
      <nav id="chapters" class="chapters" aria-label="Chapters">
      \(Sidebar(book: book, current: path).html)</nav>
      <footer>
      <p>\(stamp.words)</p>
      </footer>
      </body>
      </html>

      """
    return page.text
  }

  /// A page's text without what differs from run to run.
  static func masked(_ text: String) -> String {
    text.replacing(
      #/<span class="varies" title="varies">[^<]*</span>/#,
      with: "<span class=\"varies\" title=\"varies\"></span>")
  }
}
