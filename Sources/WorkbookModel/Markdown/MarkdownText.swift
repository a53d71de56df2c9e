/// What stands for other text in Markdown: backslashes and character references (CommonMark, sections 2.4 and 2.5).
enum MarkdownText {
  /// A text with what its backslashes and character references mean.
  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(where: { $0 == "\\" || $0 == "&" }) else { return bytes.text }
    var text: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == "\\", let next = bytes.byte(at: index + 1), next.isPunctuation {
        text.append(next)
        index += 2
      } else if byte == "&", let (value, end) = reference(bytes, at: index) {
        text += value.utf8
        index = end
      } else {
        text.append(byte)
        index += 1
      }
    }
    return text.text
  }

  /// Reads a character reference.
  ///
  /// - Returns: What it stands for, and where it ends; `nil` if there is none.
  static func reference(_ bytes: ArraySlice<UInt8>, at start: Int) -> (text: String, end: Int)? {
    // The longest name has 31 letters.
    let rest = bytes[(start + 1)...].prefix(33)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = rest[..<end]
    guard name.first == "#" else {
      return entities[name.text].map { ($0, end + 1) }
    }
    let isHexadecimal = name.dropFirst().first.map { $0 | 0x20 == 0x78 } ?? false
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard (1...(isHexadecimal ? 6 : 7)).contains(digits.count),
      digits.allSatisfy({ $0.isDigit || isHexadecimal && $0.isLetter }),
      let number = UInt32(digits.text, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    let scalar = number == 0 ? nil : Unicode.Scalar(number)
    return (String(scalar ?? "\u{FFFD}"), end + 1)
  }

  /// The named ones of HTML (https://html.spec.whatwg.org/entities.json), by name; a line of the file is a name
  /// and its scalars.
  private static let entities: [String: String] = {
    var entities: [String: String] = [:]
    for line in PackageResources.entities_txt.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " ")).map(\.text)
      let scalars = words.dropFirst().compactMap {
        UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
      }
      entities[words[0]] = String(String.UnicodeScalarView(scalars))
    }
    return entities
  }()
}
