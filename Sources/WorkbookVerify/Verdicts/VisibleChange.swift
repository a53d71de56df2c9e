import WorkbookModel

/// Makes it visible where two lines differ that look the same.
///
/// A character that can't be seen is written as a chapter may write it: a blank as `\x20`, a no-break space as
/// `\xC2\xA0`.
enum VisibleChange {
  /// Two lines, one having taken the other's place, with what differs written so that it is seen.
  ///
  /// - Parameters:
  ///   - old: The chapter's line; empty if it has none.
  ///   - new: What was printed, as a chapter has it; empty if nothing was.
  /// - Returns: The lines; as they are where one sees how they differ.
  static func texts(_ old: String, _ new: String) -> (old: String, new: String) {
    let (first, second) = (Array(old.unicodeScalars), Array(new.unicodeScalars))
    let shorter = min(first.count, second.count)
    let head = zip(first, second).prefix { $0 == $1 }.count
    let tail = zip(first.reversed(), second.reversed()).prefix(shorter - head)
      .prefix { $0 == $1 }.count
    let isAlike = looks(first) == looks(second)
    func text(_ scalars: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> String {
      // Blanks at the end are seen by no one, whatever else differs.
      let end = blanksAtEnd(scalars) == blanksAtEnd(other) ? 0 : blanksAtEnd(scalars)
      var text = String.UnicodeScalarView()
      for (index, scalar) in scalars.enumerated() {
        let isChanged = index >= head && index < scalars.count - tail
        let isEscaped =
          isChanged && (isAlike ? scalar.isBlank || !scalar.isASCII : scalar.isUnseen)
          || index >= scalars.count - end
        guard isEscaped else {
          text.append(scalar)
          continue
        }
        // A backslash that stood for itself would be taken with what follows now.
        let count = scalars[..<index].reversed().prefix { $0 == "\\" }.count
        if count % 2 == 1 { text.append("\\") }
        for byte in String(scalar).utf8 { text.append(contentsOf: byte.escape.unicodeScalars) }
      }
      return String(text)
    }
    return (text(first, second), text(second, first))
  }

  /// What one sees of a line: texts are equal if they look the same.
  private static func looks(_ scalars: [Unicode.Scalar]) -> String {
    var seen = String.UnicodeScalarView()
    seen.append(contentsOf: scalars.filter { !$0.isBlank && !$0.isUnseen })
    return String(seen)
  }

  private static func blanksAtEnd(_ scalars: [Unicode.Scalar]) -> Int {
    scalars.reversed().prefix { $0.isBlank }.count
  }
}

extension Unicode.Scalar {
  fileprivate var isBlank: Bool { self == " " || self == "\t" }

  /// Whether it shows nothing, or a blank that is none: spaces of other widths, marks of direction, joiners.
  fileprivate var isUnseen: Bool {
    switch properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator: true
    case .spaceSeparator: self != " "
    default: properties.isDefaultIgnorableCodePoint
    }
  }
}
