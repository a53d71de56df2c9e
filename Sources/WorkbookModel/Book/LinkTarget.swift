/// Where a link of a chapter leads, found out from its address alone.
package enum LinkTarget: Hashable, Sendable {
  /// To another site, or to somebody who is written to or called.
  case elsewhere(String)
  /// To a chapter, by its name, and perhaps to a heading of it; without a name, to the chapter itself.
  case chapter(String?, anchor: String?)
  /// To a file of the site that every book has.
  case page(String, anchor: String?)
  /// To a file of the book, by its path from the book's folder, and perhaps to a place in it.
  case file(String, anchor: String?)
  /// To what a scheme means that pages don't lead to.
  case scheme(String)
  /// Out of the book.
  case outside

  /// The pages that every site has besides those of chapters, and the places in them.
  private static let pages = [
    "index.html": [], "names.html": ["functions", "errors"], "book.html": [String](),
  ]

  /// The path of the file of the book that it leads to; `nil` if it leads elsewhere.
  package var path: String? {
    if case .file(let path, _) = self { path } else { nil }
  }

  /// Reads an address as it stands in a chapter.
  package init(_ written: String) {
    let address = Address(written)
    switch address.kind {
    case .web, .mail, .telephone: self = .elsewhere(address.text)
    case .other(let scheme): self = .scheme(scheme)
    case .relative: self = Self.relative(address.text)
    }
  }

  private static func relative(_ address: String) -> LinkTarget {
    // As bytes, as a character may be `#` with an accent on it.
    let parts = address.utf8.split(
      separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false
    ).map { decoded(Substring($0)) }
    let anchor = parts.count > 1 ? parts[1] : nil
    guard !parts[0].isEmpty else { return .chapter(nil, anchor: anchor) }
    guard let path = path(parts[0]) else { return .outside }
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, names[0] == "chapters" else {
      return .file(path, anchor: anchor)
    }
    let name = String(names[1])
    if pages[name] != nil { return .page(name, anchor: anchor) }
    for suffix in [".md", ".html"] where name.hasSuffix(suffix) {
      let chapter = name.dropLast(suffix.count)
      if chapter.utf8.allSatisfy(isOfName) { return .chapter(String(chapter), anchor: anchor) }
    }
    return .file(path, anchor: anchor)
  }

  /// Whether a byte may stand in what people take for the name of a chapter.
  private static func isOfName(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == "-" || byte == "_"
  }

  /// A path from the book's folder, made of one from `chapters`; `nil` if it leads out of the book.
  private static func path(_ path: String) -> String? {
    guard !path.hasPrefix("/") else { return nil }
    var names: [Substring] = ["chapters"]
    for name in path.split(separator: "/", omittingEmptySubsequences: false) {
      switch name {
      case ".": continue
      case "..": if names.popLast() == nil { return nil }
      default: names.append(name)
      }
    }
    return names.joined(separator: "/")
  }

  /// A text with the bytes that its percent signs mean (RFC 3986, section 2.1), if it is one then.
  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let digits = Substring(rest.prefix(2))
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
        let value = UInt8(digits, radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self) ?? String(text)
  }

  /// Whether a page that every site has has a place of that name.
  static func hasPlace(_ anchor: String, on page: String) -> Bool {
    pages[page]?.contains(anchor) == true
  }
}
