/// What `chapters/workbook.json` says of the whole book.
package struct BookConfiguration: Codable, Hashable, Sendable {
  package var title: String
  package var authors: [String]?
  /// Where the book's source is, as a web address without a slash at its end; pages link to it.
  package var repository: String?
  /// Where its pages are published, as a web address without a slash at its end.
  package var url: String?
  /// What the machine calls itself on which examples run; `localhost` unless the book says otherwise.
  package var hostName: String?
  /// Names that resolve while examples run, each with its address; aliases follow a name after a space.
  package var names: [String: String]?
  /// The machines that prompts such as `[A]$` name.
  package var hosts: [String: Host]?
  /// A heading for some of the chapters each, on the first page.
  package var parts: [Part]?
  /// How large its listings may be; as large as they like unless the book says otherwise.
  package var listings: ListingSize?
  /// The name of a style sheet beside it, which all pages load after the tool's own.
  package var style: String?

  package struct Part: Codable, Hashable, Sendable {
    package var title: String
    /// Names of chapters, such as `04-tcp`.
    package var chapters: [String]
  }

  package init(title: String) {
    self.title = title
  }

  static let keys = [
    "title", "authors", "repository", "url", "hostName", "names", "hosts", "parts", "listings",
    "style",
  ]
}
