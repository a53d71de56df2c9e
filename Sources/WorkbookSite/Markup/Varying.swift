/// Marks what differs from run to run, or from machine to machine, which comparing pages passes over.
enum Varying {
  /// What stands before such a text, and behind it.
  static let text: (start: HTML, end: HTML) = (
    "<span class=\"varies\" title=\"varies\">", "</span>"
  )
  /// What stands before such a number in a picture, and behind it.
  static let number: (start: HTML, end: HTML) = ("<tspan class=\"varies\">", "</tspan>")

  /// What stands before the compiler and the processor with which a page was verified, and behind them.
  static let machine: (start: HTML, end: HTML) = ("<span class=\"machine\">", "</span>")

  static func html(_ text: some StringProtocol) -> HTML {
    "\(Self.text.start)\(text: text)\(Self.text.end)"
  }

  /// Marks words of a picture, if they differ.
  static func drawn(_ words: HTML, if differs: Bool) -> HTML {
    differs ? "\(Self.number.start)\(words)\(Self.number.end)" : words
  }

  /// Marks words of a table, if they differ.
  static func written(_ words: HTML, if differs: Bool) -> HTML {
    differs ? "\(Self.text.start)\(words)\(Self.text.end)" : words
  }

  static func html(_ number: Int) -> HTML {
    "\(Self.number.start)\(number)\(Self.number.end)"
  }
}
