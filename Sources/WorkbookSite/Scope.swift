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
    if let scheme = Self.scheme(of: target) {
      // Chapters are pages, and programs are no addresses.
      return ["http", "https", "mailto"].contains(scheme.lowercased()) ? target : "#"
    }
    if target.hasPrefix("#") { return "#\(id(String(target.dropFirst())))" }
    let pieces = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard pieces[0].hasSuffix(".md"), !pieces[0].contains("/") else { return target }
    let name = pieces[0].dropLast(".md".count)
    guard !name.isEmpty else { return target }
    let anchor = pieces.dropFirst().first
    guard part != nil else { return "\(name).html\(anchor.map { "#\($0)" } ?? "")" }
    return "#\(name)" + (anchor.map { "--\($0)" } ?? "")
  }

  /// What stands before the colon of an absolute address (RFC 3986, section 3.1).
  private static func scheme(of target: String) -> Substring? {
    guard let colon = target.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = target[..<colon]
    let isScheme = scheme.unicodeScalars.enumerated().allSatisfy { index, scalar in
      switch scalar {
      case "a"..."z", "A"..."Z": true
      case "0"..."9", "+", "-", ".": index > 0
      default: false
      }
    }
    return isScheme && !scheme.isEmpty ? scheme : nil
  }
}
