package import FoundationEssentials

/// A picture that chapters show, whose copy lies beside the pages.
package struct BookPicture: Hashable, Sendable {
  /// Its path from the book's folder, such as `chapters/ports.svg`.
  package var path: String
  package var bytes: Data

  /// How large a picture may be, in bytes.
  static let largest = 4 << 20
  /// How large all pictures of a book may be together, in bytes.
  static let largestSum = 64 << 20

  /// The formats that browsers show, by the suffixes of their files.
  static let formats: [String: Format] = [
    "png": .png, "jpg": .jpeg, "jpeg": .jpeg, "gif": .gif, "webp": .webp, "svg": .svg,
  ]

  /// Where the pictures are that a chapter shows, whatever else is wrong with it.
  package static func paths(in text: String) -> [String] {
    // Few chapters show any.
    var resolver = PlainBlocks()
    guard text.contains("!["), let document = try? CommonMark.parse(text, resolving: &resolver)
    else { return [] }
    return document.links.compactMap { link in
      if link.isImage, case .file(let path, _) = LinkTarget(link.target) { path } else { nil }
    }
  }

  /// Whether a path ends as that of a picture does.
  package static func isPath(_ path: String) -> Bool {
    path.split(separator: ".").last.map { formats[$0.lowercased()] != nil } == true
  }

  enum Format {
    case png, jpeg, gif, webp, svg

    /// Whether some bytes begin as pictures of the format do.
    func isFormat(of bytes: Data) -> Bool {
      switch self {
      case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
      case .gif: bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8)
      case .webp: bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
      case .svg: String(validating: bytes, as: UTF8.self)?.contains("<svg") == true
      }
    }
  }
}

extension BookPicture.Format {
  /// Whether some bytes end as pictures of the format do: a browser shows no part of a drawing that isn't whole.
  func isWhole(_ bytes: Data) -> Bool {
    switch self {
    // Much may follow, as cameras write it.
    case .png: bytes.firstRange(of: Array("IEND".utf8)) != nil
    case .jpeg: bytes.firstRange(of: [0xFF, 0xD9]) != nil
    case .gif: bytes.suffix(8).contains(UInt8(ascii: ";"))
    case .webp:
      bytes.count >= 12
        && bytes.count >= bytes.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
          + 8
    case .svg: Self.isWholeDrawing(String(decoding: bytes, as: UTF8.self).utf8[...])
    }
  }

  private static func isWholeDrawing(_ text: Substring.UTF8View) -> Bool {
    var rest = Array(text)[...].trimmedOfWhitespace
    // A program that draws may have signed it.
    if rest.suffix(3).elementsEqual("-->".utf8), let start = rest.lastIndex(of: UInt8(ascii: "<")) {
      rest = rest[..<start].trimmedOfWhitespace
    }
    guard let end = rest.lastIndex(of: UInt8(ascii: "<")) else { return false }
    return rest[end...].text.wholeMatch(of: /<\/([^\s<>\/:]+:)?svg\s*>/) != nil
  }
}

extension BookPicture {
  /// Whether a drawing does something, or loads something: it would do that where somebody opens it by itself.
  static func isActive(_ bytes: Data) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    let elements =
      /<\s*([^\s<>\/:]+:)?(script|foreignObject|iframe|object|embed|handler|set|animate|img|meta|link|base|audio|video|form)/
    // Only to what is in the drawing itself, or to the dots of a picture, may anything lead.
    let addresses =
      /href\s*=\s*(?!["'](#|data:image\/(png|jpeg|gif|webp)[;,]))|url\(\s*(?!["']?#)|@import|[\s"'\/]src\s*=/
    let others =
      /[\s"'\/]on\w+\s*=|javascript:|<!ENTITY|<!ATTLIST|<!DOCTYPE[^>]*\[|1999\/xhtml|<\?xml-stylesheet|image-set|xml:base/
    // Ways to write the same in other letters; a drawing needs no backslash.
    let disguises =
      /\\|&#x?0*([0-9]{1,2}|1[01][0-9]|12[0-7]|[2-7][0-9a-f]);|encoding\s*=\s*["'](?!utf-8)/
    return text.contains(elements.ignoresCase()) || text.contains(addresses.ignoresCase())
      || text.contains(others.ignoresCase()) || text.contains(disguises.ignoresCase())
  }
}
