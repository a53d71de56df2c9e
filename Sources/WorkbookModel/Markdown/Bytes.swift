/// Bytes beside the signs that they stand for, so that rules of syntax read as they are written in specifications.
func ~= (sign: Unicode.Scalar, byte: UInt8) -> Bool { sign.value == UInt32(byte) }

func == (byte: UInt8?, sign: Unicode.Scalar) -> Bool { byte.map { $0 == sign } ?? false }
func != (byte: UInt8?, sign: Unicode.Scalar) -> Bool { !(byte == sign) }

extension UInt8 {
  static func == (byte: UInt8, sign: Unicode.Scalar) -> Bool { UInt32(byte) == sign.value }
  static func != (byte: UInt8, sign: Unicode.Scalar) -> Bool { UInt32(byte) != sign.value }

  /// Whether it is a space or a tab.
  var isBlank: Bool { self == " " || self == "\t" }

  /// Whether it is a space, a tab, or the end of a line.
  var isWhitespace: Bool { isBlank || self == "\n" || self == "\r" || self == 0x0B || self == 0x0C }

  var isDigit: Bool { (0x30...0x39).contains(self) }

  var isCapital: Bool { (0x41...0x5A).contains(self) }

  var isLetter: Bool { isCapital || (0x61...0x7A).contains(self) }

  /// Whether it is one of ASCII's signs that are neither letters nor digits nor blank.
  var isPunctuation: Bool { (0x21...0x7E).contains(self) && !isDigit && !isLetter }

  /// Whether it belongs to a scalar that began before it.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// The byte at an index; `nil` behind the end, and before the start.
  func byte(at index: Int) -> UInt8? { indices.contains(index) ? self[index] : nil }

  /// Where some bytes come next; `nil` if they don't.
  func index(of bytes: some StringProtocol, from start: Int) -> Int? {
    let wanted = Array(bytes.utf8)
    var index = start
    while index + wanted.count <= endIndex {
      guard let found = self[index...].firstIndex(of: wanted[0]) else { return nil }
      if self[found...].starts(with: wanted) { return found }
      index = found + 1
    }
    return nil
  }

  /// Whether some bytes stand at an index.
  func has(_ bytes: some StringProtocol, at index: Int) -> Bool {
    index >= startIndex && index <= endIndex && self[index...].starts(with: bytes.utf8)
  }

  /// Whether a comment may end later than its author meant it to: another one begins in it, or something stands at the
  /// end of one of its lines that was meant to be its end.
  var mayBeLonger: Bool {
    if index(of: "<!--", from: startIndex + 4) != nil || index(of: "--!>", from: startIndex) != nil
    {
      return true
    }
    var start = startIndex
    while let arrow = index(of: "->", from: start) {
      let isEnd = arrow > startIndex && self[arrow - 1] == "-"
      if !isEnd, self[(arrow + 2)...].first(where: { !$0.isBlank }).map({ $0 == "\n" }) == true {
        return true
      }
      start = arrow + 2
    }
    return false
  }

  /// The text that the bytes are.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// What is left without blanks and ends of lines at both ends.
  var trimmedOfWhitespace: SubSequence {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return rest
  }
}
