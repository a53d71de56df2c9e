import Glibc

/// A place where words appear: standard output or standard error.
struct Console: Sendable {
  let descriptor: CInt
  /// Whether a person is likely to look at it right now.
  let isTerminal: Bool
  private let isColoured: Bool

  static let output = Console(STDOUT_FILENO)
  static let error = Console(STDERR_FILENO)

  private init(_ descriptor: CInt) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    // https://no-color.org
    isColoured = isTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
  }

  enum Style: String {
    case good = "32"
    case bad = "31"
    case doubtful = "33"
    case quiet = "2"
    case strong = "1"
  }

  /// Writes a line, in one piece, so that lines of several threads don't mix.
  ///
  /// A reader that has gone away, such as `head`, isn't an error.
  func print(_ line: String = "") {
    write(line + "\n")
  }

  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The text in a style, where the console shows any.
  func styled(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// The texts with spaces behind them, so that what follows them stands in a column.
func aligned(_ texts: [String]) -> [String] {
  let width = texts.map(\.count).max() ?? 0
  return texts.map { $0 + String(repeating: " ", count: width - $0.count) }
}
