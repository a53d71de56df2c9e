import WorkbookModel

/// A page of the site, whole.
struct Page: Hashable, Sendable {
  /// Its file's name in the site.
  var path: String
  /// What it is called, before the book's title.
  var title: String
  /// What it is about, in a sentence, for search engines and for links to it.
  var description: String
  /// What else the page's head holds.
  var head: HTML = ""
  var content: HTML

  /// Tells pages of this tool from other files in the same folder.
  static let generator = "<meta name=\"generator\" content=\"workbook\">"

  /// What stands before and after a page's content.
  struct Frame: Hashable, Sendable {
    var before: HTML
    var after: HTML
  }

  /// What is around the content within a book.
  ///
  /// The text comes first and the list of chapters after it, so that a reader who hears the page, or reads
  /// it on a phone, doesn't have to pass the list each time; where there is room, it stands on the left.
  func frame(in book: Book, sidebar: HTML, footer: HTML) -> Frame {
    frame(
      ofBook: book.configuration.title,
      style: book.style == nil ? "" : "<link rel=\"stylesheet\" href=\"\(SitePath.style)\">\n",
      announcement: announcement(in: book),
      list: """
        <nav id="chapters" class="chapters" aria-label="Chapters">
        \(sidebar)</nav>

        """,
      footer: footer)
  }

  /// The page where there is no book to be within.
  var textAlone: String {
    let frame = frame(ofBook: title, style: "", announcement: "", list: "", footer: "")
    return frame.before.text + content.text + frame.after.text
  }

  /// What others show who link to the page (the Open Graph protocol, ogp.me), and its one address, if the
  /// book says where it is published.
  private func announcement(in book: Book) -> HTML {
    let address: HTML =
      book.configuration.url.map { url in
        let url = Address(url).text
        return """
          <meta property="og:url" content="\(url)/\(path)">
          <link rel="canonical" href="\(url)/\(path)">

          """
      } ?? ""
    return """
      <meta property="og:title" content="\(title)">
      <meta property="og:description" content="\(description)">
      <meta property="og:site_name" content="\(book.configuration.title)">
      <meta property="og:type" content="article">
      \(address)
      """
  }

  private func frame(
    ofBook name: String, style: HTML, announcement: HTML, list: HTML, footer: HTML
  ) -> Frame {
    let policy = HTML(stringLiteral: ContentPolicy.published.element)
    let generator = HTML(stringLiteral: Self.generator)
    let link: HTML =
      list.text.isEmpty ? "" : "<a class=\"to-chapters\" href=\"#chapters\">Chapters</a>\n"
    // The script comes after the style sheets, for which browsers let it wait: before, Chromium may not know yet
    // what a reader chose on the page that was just left.
    let before: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      \(policy)
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(generator)
      <title>\(title == name ? name : "\(title) – \(name)")</title>
      <meta name="description" content="\(description)">
      \(announcement)\
      <link rel="stylesheet" href="style.css">
      \(style)<script>\(ContentPolicy.script)</script>
      \(head)</head>
      <body>
      <a class="skip" href="#main">Skip to the text</a>
      <header class="bar">
      <a class="home" href="index.html">\(name)</a>
      \(link)</header>
      <main id="main" tabindex="-1">

      """
    return Frame(before: before, after: "</main>\n\(list)\(footer)</body>\n</html>\n")
  }
}
