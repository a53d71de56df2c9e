/// What to write in the place of HTML.
enum HTMLAdvice {
  /// What to write in the place of something.
  ///
  /// - Parameter name: The name of an element, or what begins something else that only HTML knows, such as `<?`.
  /// - Returns: The second part of a sentence.
  static func advice(on name: String) -> String {
    guard name.first?.isLetter == true else {
      return "leave it out, or write \\\(name) to show it as text"
    }
    return "\(words[name] ?? "leave <\(name)> out"), or write \\<\(name)> to show it as text"
  }

  private static let words: [String: String] = {
    let advice = [
      "write `Ctrl` as code for a key": "kbd samp var code tt",
      "end the line with \\ to break it": "br wbr",
      "write **words** to stress them": "b strong big mark u ins",
      "write *words* to stress them": "i em cite dfn small q",
      "write ~~words~~ to strike them out": "s del strike",
      "write ![words](picture.png) for a picture": "img picture svg source figure figcaption",
      "write [words](address) for a link": "a",
      "write H₂O or x² with signs of Unicode": "sub sup",
      "put code between fences": "pre xmp listing",
      "write a heading with #": "h1 h2 h3 h4 h5 h6 title",
      "write --- for a line": "hr",
      "write a list with - or 1.": "ul ol li dl dt dd menu",
      "write a table with |": "table thead tbody tfoot tr th td caption",
      "begin a quotation with >": "blockquote details summary aside",
    ]
    var words: [String: String] = [:]
    for (text, names) in advice {
      for name in names.split(separator: " ") { words[String(name)] = text }
    }
    return words
  }()
}
