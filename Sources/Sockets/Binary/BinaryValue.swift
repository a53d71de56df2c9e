/// A value that a ``BinaryFormat`` packs or unpacks, when its type isn't known beforehand.
public enum BinaryValue: Hashable, Sendable {
  /// Of the codes `b B h H i I l L q Q n N P`.
  case integer(Int128)
  /// Of the codes `e f d`.
  case real(Double)
  /// Of the code `?`.
  case flag(Bool)
  /// Of the codes `c s p`.
  case bytes([UInt8])
  /// Packed as its UTF-8 bytes; unpacking gives ``bytes(_:)``.
  case text(String)
}

extension BinaryValue: CustomStringConvertible {
  /// The number as Swift prints it, or bytes and text between quotation marks.
  public var description: String {
    switch self {
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .bytes(let bytes): "\"\(printable(bytes))\""
    case .text(let text): "\"\(printable(text.utf8))\""
    }
  }
}

extension BinaryValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
  /// Makes an ``integer(_:)``.
  public init(integerLiteral number: Int128) { self = .integer(number) }

  /// Makes a ``real(_:)``.
  public init(floatLiteral number: Double) { self = .real(number) }

  /// Makes a ``flag(_:)``.
  public init(booleanLiteral flag: Bool) { self = .flag(flag) }

  /// Makes a ``text(_:)``.
  public init(stringLiteral text: String) { self = .text(text) }
}

/// A type whose values a ``BinaryFormat`` packs and unpacks.
///
/// The number types, `Bool`, `String` and `[UInt8]` are such types, and ``BinaryValue`` itself.
public protocol PackableValue: Sendable {
  /// The value to pack.
  var binaryValue: BinaryValue { get }

  /// Makes a value of what was unpacked.
  ///
  /// - Throws: ``BinaryValue/Mismatch`` where it is of another type, or too large.
  init(_ value: BinaryValue) throws(BinaryValue.Mismatch)
}

extension BinaryValue {
  /// Why what was unpacked can't be had as a certain type.
  public enum Mismatch: Error, Hashable, Sendable {
    /// It is of another type.
    case type
    /// It is an integer that the type can't hold.
    case range
  }
}

extension BinaryValue: PackableValue {
  /// The value itself.
  public var binaryValue: BinaryValue { self }

  /// Takes any value.
  public init(_ value: BinaryValue) throws(Mismatch) { self = value }
}

extension PackableValue where Self: FixedWidthInteger {
  /// A ``BinaryValue/integer(_:)``.
  public var binaryValue: BinaryValue { .integer(Int128(truncatingIfNeeded: self)) }

  /// Takes a ``BinaryValue/integer(_:)``.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .integer(let number) = value else { throw .type }
    guard let exact = Self(exactly: number) else { throw .range }
    self = exact
  }
}

extension Int: PackableValue {}
extension Int8: PackableValue {}
extension Int16: PackableValue {}
extension Int32: PackableValue {}
extension Int64: PackableValue {}
extension UInt: PackableValue {}
extension UInt8: PackableValue {}
extension UInt16: PackableValue {}
extension UInt32: PackableValue {}
extension UInt64: PackableValue {}

extension Double: PackableValue {
  /// A ``BinaryValue/real(_:)``.
  public var binaryValue: BinaryValue { .real(self) }

  /// Takes a ``BinaryValue/real(_:)``.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .real(let number) = value else { throw .type }
    self = number
  }
}

extension Float: PackableValue {
  /// A ``BinaryValue/real(_:)``.
  public var binaryValue: BinaryValue { .real(Double(self)) }

  /// Makes the nearest number; what was packed with `f` or `e` is met exactly.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .real(let number) = value else { throw .type }
    self = Float(number)
  }
}

extension Bool: PackableValue {
  /// A ``BinaryValue/flag(_:)``.
  public var binaryValue: BinaryValue { .flag(self) }

  /// Takes a ``BinaryValue/flag(_:)``.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .flag(let flag) = value else { throw .type }
    self = flag
  }
}

extension [UInt8]: PackableValue {
  /// A ``BinaryValue/bytes(_:)``.
  public var binaryValue: BinaryValue { .bytes(self) }

  /// Takes a ``BinaryValue/bytes(_:)``.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .bytes(let bytes) = value else { throw .type }
    self = bytes
  }
}

extension String: PackableValue {
  /// A ``BinaryValue/text(_:)``.
  public var binaryValue: BinaryValue { .text(self) }

  /// Makes the text of UTF-8 bytes, without the NULs at the end that packing filled it up with.
  public init(_ value: BinaryValue) throws(BinaryValue.Mismatch) {
    guard case .bytes(let bytes) = value else { throw .type }
    var end = bytes.count
    while end > 0, bytes[end - 1] == 0 { end -= 1 }
    guard let text = try? UTF8Span(validating: bytes.span.extracting(..<end)) else { throw .type }
    self = String(copying: text)
  }
}
