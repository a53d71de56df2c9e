import WorkbookModel

/// A picture that was drawn from a run, with all that it says in words, too: a title and a description for
/// those who hear the page, and a table of the same data.
struct Picture {
  /// What it shows, as a part of the page's address: `calls` gives `#calls-tcp-echo`.
  let kind: String
  /// The example whose run it shows.
  let example: String
  /// What is to be seen, below the example's name.
  let note: String
  let title: String
  let description: String
  /// In units of the picture, in which letters have the size of code: ``wide``, or ``narrow``, which a phone
  /// has room for.
  let width: Int
  let height: Int
  /// What is within the `svg` element.
  let drawing: HTML
  let columns: [String]
  let rows: [[HTML]]

  static let (wide, narrow) = (720, 480)

  func html(in scope: Scope) -> HTML {
    let name = "\(kind)-\(example)"
    let (titleID, textID) = (scope.id("\(name)-title"), scope.id("\(name)-text"))
    return """
      <figure class="picture \(kind)\(width > Self.narrow ? " wide" : "")" id="\(scope.id(name))">
      <figcaption>\(example) <span class="note">\(note)</span></figcaption>
      <div class="drawing" tabindex="0" role="group" aria-label="\(title)"><svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-labelledby="\(titleID) \(textID)">
      <title id="\(titleID)">\(title)</title>
      <desc id="\(textID)">\(description)</desc>
      \(drawing)</svg></div>
      <details><summary>The same as a table</summary>
      \(table)</details>
      </figure>

      """
  }

  private var table: HTML {
    // Ends of cells may be left out (HTML, section 13.1.2.4), and there are hundreds.
    let lines = rows.map { row -> HTML in "<tr>\(row.map { "<td>\($0)" as HTML }.joined())\n" }
    return """
      <div class="table" tabindex="0" role="group" aria-label="\(title), as a table"><table>
      <thead>
      <tr>\(columns.map { "<th>\($0)</th>" as HTML }.joined())</tr>
      </thead>
      <tbody>
      \(lines.joined())</tbody>
      </table></div>

      """
  }

  /// Words that have to fit; all of them are in the table.
  static func shortened(_ words: String, to count: Int) -> String {
    words.count <= count ? words : "\(words.prefix(count - 1))…"
  }

  /// The head of an arrow that points to the right or to the left: two short lines.
  static func head(_ direction: Int, slope: Int = 0) -> HTML {
    "m\(-8 * direction)\(-4 - slope)l\(8 * direction) \(4 + slope)l\(-8 * direction) \(4 - slope)"
  }
}
