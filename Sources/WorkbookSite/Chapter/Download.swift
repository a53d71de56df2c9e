import WorkbookModel

/// A listing as a file of the site, which a reader can save.
struct Download {
  /// The folder of the site that holds all of them, and nothing else.
  static let folder = "listings"

  /// Where it lies in the site.
  let path: String
  /// What it is saved as, if that isn't the last part of the path.
  let name: String?
  let text: String

  /// Makes the file of a listing.
  ///
  /// Listings in other languages than Swift lie there as text: what a chapter shows must not become a page,
  /// or a part of one, because of its name.
  init(_ listing: Listing, of chapter: Chapter) {
    let isText = listing.language == nil
    path = "\(Self.folder)/\(chapter.name)/\(listing.name)" + (isText ? ".txt" : "")
    name = isText ? listing.name : nil
    text = listing.text
  }

  /// Whether a path in the site is one that a listing could have.
  static func isPath(_ path: String) -> Bool {
    path.wholeMatch(
      of: /listings\/[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*(\/[A-Za-z0-9][A-Za-z0-9._-]*)+\.(swift|txt)/)
      != nil
  }

  /// The downloads of a book.
  static func all(of book: Book) -> [Download] {
    book.chapters.flatMap { chapter in chapter.listings.map { Download($0, of: chapter) } }
  }
}
