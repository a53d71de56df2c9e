import RegexBuilder

/// HTML as readers see it: what two ways of writing the same have in common.
enum PlainHTML {
  /// Writes HTML without what a browser passes over.
  ///
  /// - Parameters:
  ///   - html: The HTML.
  ///   - image: The address of a picture's copy; `nil` where its words alone are shown.
  /// - Returns: The HTML, without the blanks and the comments that mean nothing.
  static func text(of html: String, image: (String) -> String?) -> String {
    var text = ""
    var isInCode = false
    // What the page has around a heading or a table is nothing of the chapter's.
    var open: String?
    // Browsers pass over comments.
    let html = html.replacing(#/<!--(?:[^-]|-[^-]|--[^>])*-->/#, with: "")
    var rest = Substring(html)
    while let first = rest.first {
      guard first == "<", let end = rest.firstIndex(of: ">") else {
        let words = rest.prefix { $0 != "<" }
        let next = words.isEmpty ? rest.prefix(1) : words
        text += isInCode ? unescaped(next) : collapsed(unescaped(next))
        rest = rest[next.endIndex...]
        continue
      }
      let tag = Tag(rest[..<end].dropFirst())
      rest = rest[end...].dropFirst()
      if tag.name == "pre" { isInCode = true } else if tag.name == "/pre" { isInCode = false }
      if tag.isOfPage {
        open = "/\(tag.name)"
      } else if tag.name == open {
        open = nil
      } else {
        text += tag.text(image: image)
      }
    }
    return withoutBlanksAtBlocks(text)
  }

  private static func collapsed(_ text: String) -> String {
    var collapsed = ""
    for character in text {
      let isBlank = character == " " || character == "\n" || character == "\t"
      if isBlank, collapsed.last == " " { continue }
      collapsed.append(isBlank ? " " : character)
    }
    return collapsed
  }

  private static func withoutBlanksAtBlocks(_ text: String) -> String {
    let blocks = /[hbu]r|h[1-6]|[uo]l|p|li|blockquote|pre|t(?:able|head|body|[rhd])|input/
    let atBlock = Regex {
      ZeroOrMore(" ")
      Capture {
        /<\/?/
        blocks
        /\b[^>]*>/
      }
      ZeroOrMore(" ")
    }
    return text.replacing(atBlock) { $0.1 }
      .replacing("<tbody></tbody>", with: "").replacing(#/  +/#, with: " ")
  }

  private static func unescaped(_ text: some StringProtocol) -> String {
    // `<` and `>` of the text are kept apart from those of tags.
    String(text).replacing("&lt;", with: "⟨").replacing("&gt;", with: "⟩").replacing(">", with: "⟩")
      .replacing("&quot;", with: "\"").replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
  }

  /// A tag, with its attributes as they are meant.
  private struct Tag {
    let name: String
    var attributes: [String: String] = [:]

    init(_ text: Substring) {
      name = String(text.prefix { !$0.isWhitespace && $0 != "/" || $0 == text.first }).lowercased()
      for match in text.dropFirst(name.count).matches(of: /([a-z-]+)(?:="([^"]*)"|=([^\s"]+))?/) {
        attributes[String(match.1)] = unescaped(match.2 ?? match.3 ?? "")
      }
    }

    var isOfPage: Bool {
      name == "div" && attributes["class"] == "table"
        || name == "a" && attributes["class"] == "anchor"
    }

    func text(image: (String) -> String?) -> String {
      var attributes = attributes
      for name in ["id", "aria-label", "tabindex", "role"] { attributes[name] = nil }
      if name == "th" || name == "td", let alignment = attributes.removeValue(forKey: "class") {
        attributes["align"] = alignment
      }
      attributes["alt"] = attributes["alt"].map(collapsed)
      if attributes["title"] == "" { attributes["title"] = nil }
      if name == "img", let source = attributes["src"] {
        guard let copy = image(source) else { return attributes["alt"] ?? "" }
        attributes["src"] = copy
      }
      for name in ["href", "src"] {
        if let address = attributes[name] { attributes[name] = decoded(address) }
      }
      let words = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\"\($0.value)\"" }
      return "<\(name)\(words.joined())>"
    }

    /// An address with the bytes that its percent signs mean.
    private func decoded(_ address: String) -> String {
      var bytes: [UInt8] = []
      var rest = address.utf8[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) {
          bytes.append(value)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
