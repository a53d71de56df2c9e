extension Collection<UInt8> {
  /// The bytes as text, two hexadecimal digits each, in small letters: `0100000061620000`.
  ///
  /// Python has it as `binascii.hexlify`.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: count * 2) { buffer in
      var position = 0
      for byte in self {
        buffer[position] = digits[Int(byte >> 4)]
        buffer[position + 1] = digits[Int(byte & 15)]
        position += 2
      }
      return position
    }
  }
}

extension [UInt8] {
  /// Reads bytes that are written as two hexadecimal digits each, or answers `nil` for anything else.
  ///
  /// Letters may be large or small, and ASCII white space may stand between bytes, as in Python's
  /// `bytes.fromhex`.
  public init?(hexadecimal text: some StringProtocol) {
    self = []
    reserveCapacity(text.utf8.count / 2)
    var digits = text.utf8.makeIterator()
    while let first = digits.next() {
      if [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d].contains(first) { continue }
      guard let high = hexadecimalDigit(first),
        let low = digits.next().flatMap(hexadecimalDigit)
      else { return nil }
      append(high << 4 | low)
    }
  }
}

private func hexadecimalDigit(_ character: UInt8) -> UInt8? {
  switch character {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
  default: nil
  }
}
