import WorkbookModel
import WorkbookVerify

/// What readers can search for: the book's words, section by section.
///
/// A book is a few hundred kilobytes of text, which a browser searches through in milliseconds. So the
/// text itself is the index; and as it is there, results can be shown in their context.
enum SearchIndex {
  /// What stands before the chapters: the index is a script, which pages can load from `file://`.
  static let start = "globalThis.workbookSearch = [\n"
  /// What stands behind the chapters.
  static let end = "];\n"

  /// A chapter.
  struct Entry: Hashable, Sendable {
    var path: String
    var title: String
    var sections: [SearchSection]

    /// Takes the text of a chapter; what differs from run to run isn't part of it.
    ///
    /// - Parameters:
    ///   - chapter: The chapter.
    ///   - result: What came of its examples; without a verdict, a terminal is as the chapter has it.
    init(of chapter: Chapter, _ result: ChapterResult) {
      path = chapter.page
      title = chapter.title
      sections = SearchSection.sections(of: chapter, result)
    }

    /// The chapter's part of the script; a line a section, so that diffs of it can be read.
    var script: String {
      var script = "[\(literal(path)),\(literal(title)),[\n"
      for section in sections {
        var texts = [section.anchor, section.heading, section.prose, section.code, section.output]
        while texts.last == "" { texts.removeLast() }
        script += "[\(texts.map(literal).joined(separator: ","))],\n"
      }
      return script + "]],\n"
    }
  }

  /// A text as JavaScript writes it (ECMA-262, section 12.9.4).
  private static func literal(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    bytes.reserveCapacity(text.utf8.count + text.utf8.count / 16 + 2)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
      case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
      case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
      case 0..<0x20: bytes += "\\x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
