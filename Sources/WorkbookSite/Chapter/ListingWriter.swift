import WorkbookModel
import WorkbookSupport

/// Writes the code blocks that are pieces of listings.
enum ListingWriter {
  /// Writes a piece of a listing.
  ///
  /// - Parameters:
  ///   - listing: The listing.
  ///   - index: Which of its pieces.
  ///   - chapter: The listing's chapter.
  ///   - words: The words of the chapter's listings.
  ///   - scope: The page.
  /// - Returns: A figure.
  static func html(
    _ listing: Listing, piece index: Int, of chapter: Chapter, _ words: ListingWords,
    in scope: Scope
  ) -> HTML {
    let first = listing.pieces[..<index].reduce(1) { $0 + $1.lines.count }
    let (isFirst, isLast) = (index == 0, index == listing.pieces.count - 1)
    let anchor: HTML = isFirst ? " id=\"\(scope.id("listing-\(listing.name)"))\"" : ""
    let change = ListingChange(of: listing, in: chapter)
    let code = lines(
      of: listing.pieces[index], from: first, added: change?.added ?? [],
      words.writer(of: .listing(listing.name)))
    return """
      <figure class="listing"\(anchor)>
      <figcaption>\(isFirst ? caption(listing, of: chapter, change, in: scope) : continuation(of: listing))</figcaption>
      \(code)\(isLast ? change.map(removed) ?? "" : "")</figure>

      """
  }

  /// The file's name, by which it can be saved, and what it changes of an earlier one.
  private static func caption(
    _ listing: Listing, of chapter: Chapter, _ change: ListingChange?, in scope: Scope
  ) -> HTML {
    let file = Download(listing, of: chapter)
    let name: HTML = file.name.map { "=\"\($0)\"" } ?? ""
    let note = change.map { change -> HTML in
      let origin = change.origin.name
      return """
         <span class="note">changed from \
        <a href="#\(scope.id("listing-\(origin)"))">\(origin)</a>: \(change.summary)</span>
        """
    }
    return "<a href=\"\(file.path)\" download\(name)>\(listing.name)</a>\(note ?? "")"
  }

  private static func continuation(of listing: Listing) -> HTML {
    "\(listing.name) <span class=\"note\">continued</span>"
  }

  /// The lines that an earlier listing has and this one doesn't; they are no part of the file.
  private static func removed(_ change: ListingChange) -> HTML {
    guard !change.removed.isEmpty else { return "" }
    let count = change.removed.count
    return """
      <details class=gone><summary>\(count) \(count == 1 ? "line" : "lines") of \(change.origin.name) gone</summary>
      <pre><del>\(text: change.removed.joined(separator: "\n"))
      </del></pre></details>

      """
  }

  /// A block that is no file of an example, with its words where it is Swift.
  static func plain(_ text: String, _ words: ListingWords.Writer) -> HTML {
    var line = words
    let lines = text.lines
    let code = lines.enumerated().map { line.html($1, number: $0 + 1) }.joined(separator: "\n")
    return "<pre class=\"plain\"><code>\(code)</code></pre>\n"
  }

  /// The lines, hidden ones folded where they stand.
  ///
  /// Lines keep the numbers that they have in the file, which the compiler and the prose use too. Those that
  /// an earlier listing doesn't have are `ins` elements, the others `span`.
  private static func lines(
    of piece: Listing.Piece, from first: Int, added: Set<Int>, _ words: ListingWords.Writer
  ) -> HTML {
    var html: HTML = ""
    var index = 0
    // Names in folded lines can't be reached by the keyboard, so the others are counted without them.
    var (shown, folded) = (words, words)
    while index < piece.lines.count {
      let isHidden = piece.hidden.contains(index + 1)
      let start = index
      var code: HTML = ""
      // What the style sheet would count up to: each block starts from one again.
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
          let tag: HTML = added.contains(number) ? "ins" : "span"
          code += """
            <\(tag)\(mark)\(jump)>\(content)
            </\(tag)>
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
