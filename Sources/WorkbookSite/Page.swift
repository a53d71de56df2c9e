/// A page of the site, whole.
struct Page: Hashable, Sendable {
  /// Its file's name in the site.
  var path: String
  /// What stands in the browser's title bar.
  var title: String
  /// What else the page's head holds.
  var head: HTML = ""
  var navigation: HTML
  var content: HTML

  /// Tells pages of this tool from other files in the same folder.
  static let generator = "<meta name=\"generator\" content=\"workbook\">"

  var text: String {
    let generator = HTML(stringLiteral: Self.generator)
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(generator)
      <title>\(title)</title>
      <link rel="stylesheet" href="style.css">
      \(head)</head>
      <body>
      <a class="skip" href="#main">Skip to the text</a>
      <nav>
      \(navigation)</nav>
      <main id="main">
      \(content)</main>
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
