import WorkbookModel

/// The page that a chapter is written for: its own, or that of the whole book.
struct Scope {
  /// The name of the chapter where it is a part of the page of the whole book.
  private let part: String?

  /// A page of the chapter's own.
  static let chapter = Scope(part: nil)

  /// The page of the whole book.
  static func wholeBook(_ chapter: Chapter) -> Scope { Scope(part: chapter.name) }

  /// What an element is called, which no other on the page may be.
  func id(_ name: String) -> String {
    part.map { "\($0)--\(name)" } ?? name
  }

  /// The level of a heading; below the book's own title there.
  func level(_ level: Int) -> Int {
    part == nil ? level : min(level + 1, 6)
  }

  /// Where a link leads that the chapter gives as `#heading`, `04-tcp.md#heading`, or an address.
  func address(_ target: String) -> String {
    let address = Address(target)
    switch address.kind {
    case .web, .mail: return address.text
    case .relative: return relative(address.text)
    case .other: return "#"
    }
  }

  /// Where a picture is.
  enum ImageAddress: Hashable {
    /// Beside the page.
    case here(String)
    /// On another host, from which pages load nothing.
    case elsewhere(String)
  }

  /// Where a picture is; `nil` if there can't be a picture at that address.
  func image(_ source: String) -> ImageAddress? {
    let address = Address(source)
    return switch address.kind {
    case .web: .elsewhere(address.text)
    // An empty address would be the page's.
    case .relative: address.text.isEmpty ? nil : .here(address.text)
    case .mail, .other: nil
    }
  }

  /// A relative address; the name of a chapter becomes the name of its page.
  private func relative(_ target: String) -> String {
    // As bytes, as a character may be `#` with an accent on it.
    if target.utf8.first == UInt8(ascii: "#") {
      return "#\(id(String(target.unicodeScalars.dropFirst())))"
    }
    let pieces = target.utf8.split(
      separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false
    ).map { Substring($0) }
    guard pieces[0].hasSuffix(".md"), !pieces[0].utf8.contains(UInt8(ascii: "/")) else {
      return target
    }
    let name = pieces[0].dropLast(".md".count)
    guard !name.isEmpty else { return target }
    let anchor = pieces.dropFirst().first
    guard part != nil else { return "\(name).html\(anchor.map { "#\($0)" } ?? "")" }
    return "#\(name)" + (anchor.map { "--\($0)" } ?? "")
  }
}
