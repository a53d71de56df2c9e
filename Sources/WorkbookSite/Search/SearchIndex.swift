import WorkbookModel
import WorkbookVerify

/// What readers can search for: the book's words, section by section.
///
/// A book is a few hundred kilobytes of text, which a browser searches through in milliseconds. So the
/// text itself is the index; and as it is there, results can be shown in their context.
struct SearchIndex: Hashable, Sendable {
  /// The file's name in the site.
  static let path = "search-index.js"

  /// A chapter.
  struct Page: Hashable, Sendable {
    var path: String
    var title: String
    var sections: [SearchSection]
  }

  var pages: [Page]

  /// Takes the text of a book; what differs from run to run isn't part of it.
  ///
  /// - Parameters:
  ///   - book: The book.
  ///   - verdicts: Its runs, by example; without one, a terminal is as the chapter has it.
  init(_ book: Book, verdicts: [String: Verdict]) {
    pages = book.chapters.map { chapter in
      Page(
        path: "\(chapter.name).html", title: chapter.title,
        sections: SearchSection.sections(of: chapter, verdicts: verdicts))
    }
  }

  /// The index as a script, which pages can load from `file://`; a line a section, so that diffs of it
  /// can be read.
  var script: String {
    var script = "globalThis.workbookSearch = [\n"
    for page in pages {
      script += "[\(Self.literal(page.path)),\(Self.literal(page.title)),[\n"
      for section in page.sections {
        var texts = [section.anchor, section.heading, section.prose, section.code, section.output]
        while texts.last == "" { texts.removeLast() }
        script += "[\(texts.map(Self.literal).joined(separator: ","))],\n"
      }
      script += "]],\n"
    }
    return script + "];\n"
  }

  /// A text as JavaScript writes it (ECMA-262, section 12.9.4).
  private static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\t": literal += "\\t"
      case _ where scalar.value < 0x20:
        literal += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
