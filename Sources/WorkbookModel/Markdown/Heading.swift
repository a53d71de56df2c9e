/// A heading, and the name by which links reach it.
package struct Heading: Hashable, Sendable {
  package var level: Int
  package var text: String
  /// No other heading of the chapter has it.
  package var anchor: String
}

/// Gives the headings of a document their anchors, in their order.
struct HeadingAnchors {
  /// How often each anchor has been wanted, for those that are taken.
  private var wanted: [String: Int] = [:]

  /// Makes `under-the-hood` of `Under the hood`, as the sites do on which chapters are read as plain
  /// Markdown.
  ///
  /// An anchor that is taken gets the next number that makes it one that isn't, as GitHub counts.
  mutating func anchor(for text: String) -> String {
    var name = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars where scalar.isOfAnchor {
      name.append(scalar == " " ? "-" : scalar)
    }
    // A heading without letters is one all the same.
    let first = name.isEmpty ? "section" : String(name)
    var anchor = first
    while wanted[anchor] != nil {
      let number = wanted[first, default: 0] + 1
      wanted[first] = number
      anchor = "\(first)-\(number)"
    }
    wanted[anchor] = 0
    return anchor
  }
}

extension Unicode.Scalar {
  /// Whether it is kept, as GitHub keeps letters, marks, digits and what joins words.
  fileprivate var isOfAnchor: Bool {
    if self == " " || self == "-" { return true }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
      .connectorPunctuation:
      true
    default: false
    }
  }
}
