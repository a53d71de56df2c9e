/// What may stand between `<` and `>` in running text.
enum AngleBrackets {
  /// Where an address in angle brackets ends; `nil` if there is none (CommonMark, section 6.4).
  static func address(_ bytes: [UInt8], at start: Int) -> Int? {
    var index = start + 1
    while index < bytes.count, bytes[index] > 0x20, bytes[index] != "<", bytes[index] != ">" {
      index += 1
    }
    guard bytes.byte(at: index) == ">" else { return nil }
    let address = bytes[(start + 1)..<index]
    return isWeb(address) || isMail(address) ? index + 1 : nil
  }

  private static func isWeb(_ address: ArraySlice<UInt8>) -> Bool {
    guard let colon = address.firstIndex(of: UInt8(ascii: ":")), address.first?.isLetter == true
    else {
      return false
    }
    let scheme = address[..<colon]
    return (2...32).contains(scheme.count)
      && scheme.allSatisfy { $0.isLetter || $0.isDigit || $0 == "+" || $0 == "." || $0 == "-" }
  }

  private static func isMail(_ address: ArraySlice<UInt8>) -> Bool {
    guard let at = address.firstIndex(of: UInt8(ascii: "@")), at > address.startIndex else {
      return false
    }
    let signs = Array(".!#$%&'*+/=?^_`{|}~-".utf8)
    guard address[..<at].allSatisfy({ $0.isLetter || $0.isDigit || signs.contains($0) }) else {
      return false
    }
    let labels = address[(at + 1)...].split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != "-" && label.last != "-"
        && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == "-" }
    }
  }

  /// The end and the name of a tag that opens or closes an element; `nil` if there is none (CommonMark, section 6.5).
  static func tag(_ bytes: [UInt8], at start: Int) -> (end: Int, name: String)? {
    var scanner = TagScanner(bytes, at: start + 1)
    let isClosing = scanner.take("/")
    guard let name = scanner.name() else { return nil }
    if !isClosing {
      while scanner.attribute() {}
    }
    scanner.skipWhitespace()
    if !isClosing { _ = scanner.take("/") }
    return scanner.take(">") ? (scanner.index, name) : nil
  }
}

/// Reads the parts of a tag.
private struct TagScanner {
  private let bytes: [UInt8]
  private(set) var index: Int

  init(_ bytes: [UInt8], at index: Int) {
    (self.bytes, self.index) = (bytes, index)
  }

  private var byte: UInt8? { bytes.byte(at: index) }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard let byte, byte == sign else { return false }
    index += 1
    return true
  }

  mutating func skipWhitespace() {
    while byte?.isWhitespace == true { index += 1 }
  }

  private mutating func skip(while isPart: (UInt8) -> Bool) {
    while let byte, isPart(byte) { index += 1 }
  }

  mutating func name() -> String? {
    guard byte?.isLetter == true else { return nil }
    let start = index
    skip { $0.isLetter || $0.isDigit || $0 == "-" }
    return bytes[start..<index].text
  }

  /// Passes whitespace and an attribute; goes nowhere if there is none.
  mutating func attribute() -> Bool {
    let start = index
    skipWhitespace()
    guard index > start, let first = byte, first.isLetter || first == "_" || first == ":" else {
      index = start
      return false
    }
    skip { $0.isLetter || $0.isDigit || $0 == "_" || $0 == "." || $0 == ":" || $0 == "-" }
    let end = index
    skipWhitespace()
    guard take("=") else {
      index = end
      return true
    }
    skipWhitespace()
    guard value() else {
      index = start
      return false
    }
    return true
  }

  private mutating func value() -> Bool {
    guard let first = byte else { return false }
    if first == "\"" || first == "'" {
      guard let end = bytes[(index + 1)...].firstIndex(of: first) else { return false }
      index = end + 1
      return true
    }
    let start = index
    let ends = Array("\"'=<>`".utf8)
    skip { !$0.isWhitespace && !ends.contains($0) }
    return index > start
  }
}
