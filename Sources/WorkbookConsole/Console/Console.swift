import Glibc
import Synchronization

/// A place where words appear: standard output or standard error.
package struct Console: Sendable {
  private let descriptor: CInt
  /// Whether a person is likely to look at it right now.
  package let isTerminal: Bool
  private let isColoured: Bool
  private let loss = Loss()

  package static let output = Console(STDOUT_FILENO)
  package static let error = Console(STDERR_FILENO)

  private init(_ descriptor: CInt) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    // https://no-color.org
    isColoured = isTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
  }

  package enum Style: String, CaseIterable {
    case good = "32"
    case bad = "31"
    case doubtful = "33"
    case quiet = "2"
    case strong = "1"

    /// What stands in front of a text in this style until it is written: no character, and so in no book
    /// (Unicode, "Noncharacters").
    fileprivate var mark: Unicode.Scalar {
      let index = UInt32(Self.allCases.firstIndex(of: self) ?? 0)
      return Unicode.Scalar(0xFDD0 + index) ?? Self.end
    }

    /// What stands behind it.
    fileprivate static let end = Unicode.Scalar(UInt32(0xFDEF)) ?? "\0"
  }

  /// The value of `errno` for which words couldn't be written; `nil` if all could be.
  ///
  /// What follows them is lost, too.
  package var lostWords: CInt? { loss.code.withLock(\.self) }

  private final class Loss: Sendable {
    let code = Mutex<CInt?>(nil)
  }

  /// Writes a line, in one piece, so that lines of several threads don't mix.
  ///
  /// What a terminal would act on is shown instead, as `\x1B`: chapters, names of files and what the compiler says of
  /// them may be a stranger's.
  package func print(_ line: String = "") {
    write(Self.rendered(line, isColoured: isColoured) + "\n")
  }

  /// A text as it is written: its styles as a terminal knows them, and its control characters as text.
  package static func rendered(_ text: String, isColoured: Bool) -> String {
    let marks =
      Style.allCases.map { ($0.mark, "\u{1B}[\($0.rawValue)m") } + [(Style.end, "\u{1B}[0m")]
    var rendered = ""
    for scalar in text.unicodeScalars {
      if let (_, code) = marks.first(where: { $0.0 == scalar }) {
        if isColoured { rendered += code }
      } else if isActedOn(scalar) {
        for byte in Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter {
          rendered += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
      } else {
        rendered.unicodeScalars.append(scalar)
      }
    }
    return rendered
  }

  /// Whether a terminal does something else with a character than to show it: moves the cursor, changes the order of
  /// the others (Unicode Standard Annex 9), or shows nothing.
  private static func isActedOn(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: scalar.properties.generalCategory == .control
    }
  }

  /// Writes a text as it is; ``lostWords`` tells if it can't be written.
  ///
  /// A reader that has gone away, such as `head`, ends the tool (`SIGPIPE`), unless what started it ignores that.
  package func write(_ text: String) {
    guard lostWords == nil else { return }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      // A pipe or a terminal whose owner doesn't wait for it is full.
      case EAGAIN:
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      case let code: return loss.code.withLock { $0 = code }
      }
    }
  }

  /// Takes away what a terminal shows on the line that isn't ended yet.
  package func clearLine() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  /// The text in a style, where the console shows any.
  package func styled(_ text: String, _ style: Style) -> String {
    var styled = String(style.mark) + text
    styled.unicodeScalars.append(Style.end)
    return styled
  }
}

/// The texts with spaces behind them, so that what follows them stands in a column.
package func aligned(_ texts: [String]) -> [String] {
  let width = texts.map(\.count).max() ?? 0
  return texts.map { $0 + String(repeating: " ", count: width - $0.count) }
}
