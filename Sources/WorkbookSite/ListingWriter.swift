import WorkbookModel

/// Writes the code blocks that are pieces of listings.
enum ListingWriter {
  static func html(_ listing: Listing, _ piece: Listing.Piece, in scope: Scope) -> HTML {
    let first = listing.pieces.prefix { $0.fence != piece.fence }.reduce(1) { $0 + $1.lines.count }
    let isFirst = piece.fence == listing.pieces[0].fence
    let anchor: HTML = isFirst ? " id=\"\(scope.id("listing-\(listing.name)"))\"" : ""
    let note: HTML = isFirst ? "" : " <span class=\"note\">continued</span>"
    return """
      <figure class="listing"\(anchor)>
      <figcaption>\(listing.name)\(note)</figcaption>
      \(lines(of: piece, from: first))</figure>

      """
  }

  static func plain(_ text: String) -> HTML {
    "<pre class=\"plain\"><code>\(text)</code></pre>\n"
  }

  /// The lines, hidden ones folded where they stand.
  ///
  /// Lines keep the numbers that they have in the file, which the compiler and the prose use too.
  private static func lines(of piece: Listing.Piece, from first: Int) -> HTML {
    var html: HTML = ""
    var index = 0
    while index < piece.lines.count {
      let isHidden = piece.hidden.contains(index + 1)
      let start = index
      var code: HTML = ""
      while index < piece.lines.count, piece.hidden.contains(index + 1) == isHidden {
        if !piece.markers.contains(index + 1) {
          let mark: HTML = piece.highlighted.contains(index + 1) ? " marked" : ""
          code += """
            <span class="line\(mark)" data-line="\(first + index)">\(piece.lines[index])
            </span>
            """
        }
        index += 1
      }
      guard !code.text.isEmpty else { continue }
      let block: HTML = "<pre><code>\(code)</code></pre>\n"
      let count = index - start
      html +=
        isHidden
        ? "<details><summary>\(count) folded \(count == 1 ? "line" : "lines")</summary>\n\(block)</details>\n"
        : block
    }
    return html
  }
}
