import WorkbookModel

/// Writes the code blocks that are pieces of listings.
enum ListingWriter {
  static func html(
    _ listing: Listing, _ piece: Listing.Piece, _ words: ListingWords, in scope: Scope
  ) -> HTML {
    let first = listing.pieces.prefix { $0.fence != piece.fence }.reduce(1) { $0 + $1.lines.count }
    let isFirst = piece.fence == listing.pieces[0].fence
    let anchor: HTML = isFirst ? " id=\"\(scope.id("listing-\(listing.name)"))\"" : ""
    let note: HTML = isFirst ? "" : " <span class=\"note\">continued</span>"
    return """
      <figure class="listing"\(anchor)>
      <figcaption>\(listing.name)\(note)</figcaption>
      \(lines(of: piece, from: first, words.writer(of: listing.isSwift ? listing.text : nil)))</figure>

      """
  }

  /// A block that is no file of an example, with its words where it is Swift.
  static func plain(_ text: String, _ words: ListingWords.Writer) -> HTML {
    var line = words
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let code = lines.enumerated().map { line.html($1, number: $0 + 1) }.joined(separator: "\n")
    return "<pre class=\"plain\"><code>\(code)</code></pre>\n"
  }

  /// The lines, hidden ones folded where they stand.
  ///
  /// Lines keep the numbers that they have in the file, which the compiler and the prose use too.
  private static func lines(
    of piece: Listing.Piece, from first: Int, _ words: ListingWords.Writer
  ) -> HTML {
    var html: HTML = ""
    var index = 0
    // Names in folded lines can't be reached by the keyboard, so the others are counted without them.
    var (shown, folded) = (words, words)
    while index < piece.lines.count {
      let isHidden = piece.hidden.contains(index + 1)
      let start = index
      var code: HTML = ""
      // What the style sheet would count up to: each block begins anew.
      var expected = 1
      while index < piece.lines.count, piece.hidden.contains(index + 1) == isHidden {
        if !piece.markers.contains(index + 1) {
          let line = piece.lines[index]
          let number = first + index
          let content =
            isHidden
            ? folded.html(line, number: number) : shown.html(line, number: number)
          let mark: HTML = piece.highlighted.contains(index + 1) ? " class=marked" : ""
          // The style sheet counts the lines, and has to be told where one is left out before.
          let jump: HTML =
            number == expected ? "" : " style=\"counter-set:line \(number - 1)\""
          expected = number + 1
          code += """
            <span\(mark)\(jump)>\(content)
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
