/// What is wrong with a format, or with what is to be packed or unpacked by it.
///
/// Its text, which is also what an uncaught error prints, says what was expected.
public enum BinaryFormatError: Error, Hashable, Sendable {
  /// The format holds a character that is no code, or none with its byte order.
  case badCharacter(Character, in: String)
  /// The format ends after a count.
  case countWithoutCode(in: String)
  /// The size of the format doesn't fit a number.
  case tooLarge(String)
  /// There are more or fewer values than the format has places for.
  case valueCount(expected: Int, got: Int)
  /// A value lies outside what its code, or the type it is read as, can hold.
  case outOfRange(String, code: Character)
  /// A value is of another type than its code takes, or gives.
  case wrongType(String, code: Character)
  /// There are more or fewer bytes than the format describes.
  case byteCount(expected: Int, got: Int)
  /// The buffer is too small for the format at that offset, or the offset is negative.
  case noRoom(needed: Int, offset: Int, available: Int)
}

extension BinaryFormatError: CustomStringConvertible, CustomDebugStringConvertible {
  /// What was expected, and what there was.
  public var description: String {
    switch self {
    case .badCharacter(let character, let format):
      "\"\(character)\" in the format \"\(format)\" is no code that its byte order has"
    case .countWithoutCode(let format):
      "the format \"\(format)\" ends with a count and no code after it"
    case .tooLarge(let format):
      "the format \"\(format)\" describes more bytes than can be counted"
    case .valueCount(let expected, let got):
      "the format has places for \(expected) value\(expected == 1 ? "" : "s"), got \(got)"
    case .outOfRange(let value, let code):
      "\(value) is out of range for \"\(code)\""
    case .wrongType(let value, let code):
      "\(value) can't be a value of \"\(code)\""
    case .byteCount(let expected, let got):
      "the format describes \(expected) byte\(expected == 1 ? "" : "s"), got \(got)"
    case .noRoom(let needed, let offset, let available):
      "the format takes \(needed) byte\(needed == 1 ? "" : "s") at offset \(offset) "
        + "of a buffer of \(available)"
    }
  }

  /// The same text as ``description``, so that an uncaught error prints it.
  public var debugDescription: String { description }
}
