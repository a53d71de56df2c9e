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
    if let match = target.wholeMatch(of: /([A-Za-z][A-Za-z0-9+.-]*):.*/) {
      // Chapters are pages, and programs are no addresses.
      return ["http", "https", "mailto"].contains(match.1.lowercased()) ? target : "#"
    }
    if target.hasPrefix("#") { return "#\(id(String(target.dropFirst())))" }
    guard let match = target.wholeMatch(of: /([^#\/]+)\.md(#(.*))?/) else { return target }
    guard part != nil else { return "\(match.1).html\(match.2 ?? "")" }
    return "#\(match.1)" + (match.3.map { "--\($0)" } ?? "")
  }
}
