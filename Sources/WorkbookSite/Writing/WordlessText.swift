import FoundationEssentials

/// A page without what a tool chain says about the words of listings: their colours and their declarations.
///
/// Another version of Swift, or another C library, may declare a function in other words, and call another word a
/// keyword; what a reader reads, and what ran, is the same. So pages that were made with another tool chain are compared
/// without that. ``ListingWords`` writes it, and what stands here is what is its own: no other writer leaves quotation
/// marks out.
struct WordlessText {
  private(set) var bytes: [UInt8] = []
  /// How many lines of the page's head are gone.
  private(set) var headLines = 0

  private static let names = ["<b>", "</b>", "<i>", "</i>", "</a>"].map { Array($0.utf8) }
  private static let openings = ["<i class=", "<a class="].map { Array($0.utf8) }
  private static let style = (start: Array("<style>\nmain{".utf8), end: Array("</style>\n".utf8))
  private static let declarations = (start: Array("<p id=D".utf8), end: Array("</main>".utf8))

  init(_ page: some Collection<UInt8>) {
    let page = Array(page)
    bytes.reserveCapacity(page.count)
    var index = 0
    while let tag = page[index...].firstIndex(of: UInt8(ascii: "<")) {
      bytes += page[index..<tag]
      index = end(ofTagAt: tag, in: page)
      if index == tag {
        bytes.append(page[tag])
        index += 1
      }
    }
    bytes += page[index...]
  }

  /// Where what is left out ends; where it begins, if it isn't left out.
  private mutating func end(ofTagAt tag: Int, in page: [UInt8]) -> Int {
    let rest = page[tag...]
    if let name = Self.names.first(where: rest.starts(with:)) { return tag + name.count }
    if let opening = Self.openings.first(where: rest.starts(with:)) {
      let value = tag + opening.count
      guard value < page.count, page[value] != UInt8(ascii: "\"") else { return tag }
      return rest.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? page.count
    }
    if rest.starts(with: Self.style.start) {
      let end = Self.first(Self.style.end, in: rest).map { $0 + Self.style.end.count }
      headLines += page[tag..<(end ?? tag)].count { $0 == UInt8(ascii: "\n") }
      return end ?? tag
    }
    if rest.starts(with: Self.declarations.start) {
      return Self.first(Self.declarations.end, in: rest) ?? page.count
    }
    return tag
  }

  private static func first(_ text: [UInt8], in page: ArraySlice<UInt8>) -> Int? {
    var rest = page
    while let start = rest.firstIndex(of: text[0]) {
      rest = rest[start...]
      if rest.starts(with: text) { return start }
      rest = rest.dropFirst()
    }
    return nil
  }
}
