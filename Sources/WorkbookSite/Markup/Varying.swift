/// Marks what differs from run to run, which comparing pages passes over.
enum Varying {
  /// What stands before such a text, and behind it.
  static let text: (start: HTML, end: HTML) = (
    "<span class=\"varies\" title=\"varies\">", "</span>"
  )
  /// What stands before such a number in a picture, and behind it.
  static let number: (start: HTML, end: HTML) = ("<tspan class=\"varies\">", "</tspan>")

  static func html(_ text: some StringProtocol) -> HTML {
    "\(Self.text.start)\(text: text)\(Self.text.end)"
  }

  static func html(_ number: Int) -> HTML {
    "\(Self.number.start)\(number)\(Self.number.end)"
  }
}
