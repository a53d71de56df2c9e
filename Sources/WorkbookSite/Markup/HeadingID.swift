import WorkbookModel

/// What the elements of headings are called: their anchors, unless something else on the page is called so.
enum HeadingID {
  /// What each page has.
  private static let names: Set<String> = ["main", "chapters", "announcement", "malformed"]
  /// What the names of other elements begin with, before that of an example or of a listing.
  private static let beginnings = [
    "terminal-", "listing-", "calls-", "packets-", "hosts-", "queues-", "bytes-",
  ]

  /// Whether something else may be called as a heading's anchor is.
  static func mayDiffer(from anchor: String) -> Bool {
    names.contains(anchor) || beginnings.contains(where: anchor.hasPrefix)
  }

  /// Whether something else is called as a heading's anchor is, on the page of a chapter.
  fileprivate static func isTaken(_ anchor: String, in chapter: Chapter) -> Bool {
    if names.contains(anchor) { return true }
    guard let beginning = beginnings.first(where: anchor.hasPrefix) else { return false }
    let rest = anchor.dropFirst(beginning.count)
    // Behind the name there may be the number of a line, or the name of a part.
    return (chapter.examples.map(\.name) + chapter.listings.map(\.name))
      .contains { rest == $0 || rest.hasPrefix("\($0)-") }
  }
}

extension Chapter {
  /// What the element of a heading is called.
  func id(ofHeading anchor: String) -> String {
    // No anchor has a dot in it.
    HeadingID.mayDiffer(from: anchor) && HeadingID.isTaken(anchor, in: self)
      ? "section.\(anchor)" : anchor
  }
}
