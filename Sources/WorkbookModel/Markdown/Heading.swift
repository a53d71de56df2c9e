/// A heading, and the name by which links reach it.
package struct Heading: Hashable, Sendable {
  package var level: Int
  package var text: String
  /// No other heading of the chapter has it.
  package var anchor: String
}

/// Gives the headings of a document their anchors, in their order.
struct HeadingAnchors {
  private var used: [String: Int] = [:]

  /// Makes `under-the-hood` of `Under the hood`, as the sites do on which chapters are read as plain
  /// Markdown.
  mutating func anchor(for text: String) -> String {
    var anchor = ""
    for character in text.lowercased() {
      if character == " " || character == "-" {
        anchor += "-"
      } else if character.isLetter || character.isNumber || character == "_" {
        anchor.append(character)
      }
    }
    let count = used[anchor, default: 0]
    used[anchor] = count + 1
    return count == 0 ? anchor : "\(anchor)-\(count)"
  }
}
