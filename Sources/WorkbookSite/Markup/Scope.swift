import WorkbookModel

/// The page that a chapter is written for: its own, or that of the whole book.
struct Scope {
  let book: Book
  let chapter: Chapter
  /// Whether the chapter is a part of the page of the whole book.
  let isPart: Bool

  /// What an element is called, which no other on the page may be.
  func id(_ name: String) -> String {
    isPart ? Self.id(name, in: chapter.name) : name
  }

  /// What the element of a heading is called.
  func id(of heading: Heading) -> String { id(chapter.id(ofHeading: heading.anchor)) }

  private static func id(_ name: String, in chapter: String) -> String { "\(chapter)--\(name)" }

  /// The level of a heading; below the book's own title there.
  func level(_ level: Int) -> Int {
    isPart ? min(level + 1, 6) : level
  }

  /// Where a link leads that the chapter gives as `#heading`, `04-tcp.md#heading`, or an address.
  func address(_ target: String) -> String {
    switch LinkTarget(target) {
    case .elsewhere(let address): address
    case .chapter(let name, let anchor): address(of: name, anchor: anchor)
    case .page(let page, let anchor): page + (anchor.map { "#\($0)" } ?? "")
    case .file(let path, let anchor):
      address(ofFile: path).map { $0 + (anchor.map { Address("#\($0)").text } ?? "") }
        ?? Address(target).text
    case .outside: Address(target).text
    case .scheme: "#"
    }
  }

  private func address(of name: String?, anchor: String?) -> String {
    let id = anchor.map { anchor in
      let isHere = name == nil || name == chapter.name
      let target = isHere ? chapter : book.chapter(named: name, with: anchor)
      return target?.id(ofHeading: anchor) ?? anchor
    }
    guard isPart else {
      return (name.map { "\($0).html" } ?? "") + (id.map { Address("#\($0)").text } ?? "")
    }
    guard name != nil || anchor != nil else { return "" }
    let part = name ?? chapter.name
    return Address("#" + (id.map { Self.id($0, in: part) } ?? part)).text
  }

  /// Where everybody can read a file of the book.
  private func address(ofFile path: String) -> String? {
    book.configuration.repository.map { "\(Address($0).text)/blob/main/\(Self.encoded(path))" }
  }

  /// A path as a part of an address, in which some signs mean something else.
  private static func encoded(_ path: String) -> String {
    Address(
      path.replacing("%", with: "%25").replacing("#", with: "%23").replacing("?", with: "%3F")
    ).text
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
    switch LinkTarget(source) {
    case .elsewhere(let address): Address(source).kind == .web ? .elsewhere(address) : nil
    case .file(let path, _): .here(Self.encoded(PicturePath.copy(of: path)))
    case .chapter, .page, .scheme, .outside: nil
    }
  }
}

extension Book {
  /// The chapter of a name, if an anchor in it may be called something else on its page; most are not.
  fileprivate func chapter(named name: String?, with anchor: String) -> Chapter? {
    HeadingID.mayDiffer(from: anchor) ? chapters.first { $0.name == name } : nil
  }
}
