extension BinaryFormat {
  /// Packs values.
  ///
  /// Integers go into the codes of integers, `?` and the codes of reals; reals into those of reals and
  /// `?`; truth values, as 0 and 1, wherever integers go; text, as its UTF-8 bytes, and bytes into `c`, `s`,
  /// `p` and `?`.
  ///
  /// - Parameter values: The values, as many as ``valueCount``.
  /// - Returns: The bytes, as many as ``size``.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/valueCount(expected:got:)``,
  ///   ``BinaryFormatError/wrongType(_:code:)`` or ``BinaryFormatError/outOfRange(_:code:)``.
  public func pack<each Value: PackableValue>(
    _ values: repeat each Value
  ) throws(BinaryFormatError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    var packer = try Packer(self, 0, count(repeat each values))
    for value in repeat each values {
      try packer.pack(value.binaryValue, into: &memory)
    }
    return bytes
  }

  /// Packs values whose types aren't known beforehand.
  ///
  /// - Parameter values: The values, as many as ``valueCount``.
  /// - Returns: The bytes, as many as ``size``.
  /// - Throws: ``BinaryFormatError`` as ``pack(_:)`` does.
  public func pack(values: [BinaryValue]) throws(BinaryFormatError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    var packer = try Packer(self, 0, values.count)
    for value in values {
      try packer.pack(value, into: &memory)
    }
    return bytes
  }

  /// Packs values into the middle of bytes that are there already.
  ///
  /// Nothing is allocated.
  ///
  /// - Parameters:
  ///   - values: The values, as many as ``valueCount``.
  ///   - bytes: Where they go.
  ///   - offset: Where they begin, from 0.
  /// - Throws: ``BinaryFormatError`` as ``pack(_:)`` does, and with
  ///   ``BinaryFormatError/noRoom(needed:offset:available:)``. Bytes outside the room of the format never
  ///   change; within it, where a value is refused, those before it have been packed already.
  public func pack<each Value: PackableValue>(
    _ values: repeat each Value, into bytes: inout [UInt8], at offset: Int = 0
  ) throws(BinaryFormatError) {
    try requireRoom(at: offset, in: bytes.count)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    var packer = try Packer(self, offset, count(repeat each values))
    packer.clear(&memory)
    for value in repeat each values {
      try packer.pack(value.binaryValue, into: &memory)
    }
  }

  /// Packs values whose types aren't known beforehand into the middle of bytes that are there already.
  ///
  /// - Parameters:
  ///   - values: The values, as many as ``valueCount``.
  ///   - bytes: Where they go.
  ///   - offset: Where they begin, from 0.
  /// - Throws: ``BinaryFormatError`` as ``pack(_:into:at:)`` does.
  public func pack(
    values: [BinaryValue], into bytes: inout [UInt8], at offset: Int = 0
  ) throws(BinaryFormatError) {
    try requireRoom(at: offset, in: bytes.count)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    var packer = try Packer(self, offset, values.count)
    packer.clear(&memory)
    for value in values {
      try packer.pack(value, into: &memory)
    }
  }

  func requireRoom(at offset: Int, in available: Int) throws(BinaryFormatError) {
    guard offset >= 0, available - size >= offset else {
      throw .noRoom(needed: size, offset: offset, available: available)
    }
  }
}

/// How many values there are.
private func count<each Value>(_ values: repeat each Value) -> Int {
  var count = 0
  for _ in repeat each values { count += 1 }
  return count
}

/// Packs one value after the other.
private struct Packer {
  private let format: BinaryFormat
  private let base: Int
  private var field = 0
  private var index = 0

  init(_ format: BinaryFormat, _ base: Int, _ valueCount: Int) throws(BinaryFormatError) {
    guard valueCount == format.valueCount else {
      throw .valueCount(expected: format.valueCount, got: valueCount)
    }
    self.format = format
    self.base = base
  }

  /// Makes padding zero, and what short text leaves of its field.
  func clear(_ memory: inout MutableRawSpan) {
    for position in base..<base + format.size {
      memory.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
    }
  }

  mutating func pack(
    _ value: BinaryValue, into memory: inout MutableRawSpan
  ) throws(BinaryFormatError) {
    let field = format.fields[field]
    let position = base + field.offset + index * field.size
    index += 1
    if index == field.count {
      index = 0
      self.field += 1
    }

    switch field.code {
    case .signed, .unsigned, .pointer:
      let number = try integer(value, field)
      store(UInt64(truncatingIfNeeded: number), field.size, at: position, in: &memory)
    case .real:
      store(try bits(of: value, field), field.size, at: position, in: &memory)
    case .flag:
      memory.storeBytes(of: value.isTrue ? 1 : 0, toByteOffset: position, as: UInt8.self)
    case .character:
      guard value.byteCount == 1 else {
        throw .wrongType(value.description, code: field.letter)
      }
      value.copyBytes(1, to: position, in: &memory)
    case .string:
      guard let count = value.byteCount else {
        throw .wrongType(value.description, code: field.letter)
      }
      value.copyBytes(min(count, field.size), to: position, in: &memory)
    case .pascalString:
      guard let count = value.byteCount else {
        throw .wrongType(value.description, code: field.letter)
      }
      // A field of no bytes has no room for a length either.
      guard field.size > 0 else { return }
      let copied = min(count, field.size - 1)
      let length = UInt8(clamping: copied)
      memory.storeBytes(of: length, toByteOffset: position, as: UInt8.self)
      value.copyBytes(copied, to: position + 1, in: &memory)
    }
  }

  private func integer(
    _ value: BinaryValue, _ field: BinaryFormat.Field
  ) throws(BinaryFormatError) -> Int128 {
    let number: Int128
    switch value {
    case .integer(let integer): number = integer
    case .flag(let flag): number = flag ? 1 : 0
    case .real, .bytes, .text: throw .wrongType(value.description, code: field.letter)
    }
    let bits = field.size * 8
    let limit: Int128 = 1 << bits
    let isInRange =
      switch field.code {
      case .signed: number >= -(limit >> 1) && number < limit >> 1
      // Python takes an address with or without sign.
      case .pointer: number >= -(limit >> 1) && number < limit
      default: number >= 0 && number < limit
      }
    guard isInRange else { throw .outOfRange(value.description, code: field.letter) }
    return number
  }

  private func bits(
    of value: BinaryValue, _ field: BinaryFormat.Field
  ) throws(BinaryFormatError) -> UInt64 {
    let number: Double
    switch value {
    case .real(let real): number = real
    case .integer(let integer): number = Double(integer)
    case .flag(let flag): number = flag ? 1 : 0
    case .bytes, .text: throw .wrongType(value.description, code: field.letter)
    }
    let bits: UInt64
    let isLost: Bool
    switch field.size {
    case 2:
      let half = Float16(number)
      bits = UInt64(half.bitPattern)
      isLost = half.isInfinite && number.isFinite
    case 4:
      let single = Float(number)
      bits = UInt64(single.bitPattern)
      isLost = single.isInfinite && number.isFinite && !format.overflowsToInfinity
    default:
      bits = number.bitPattern
      isLost = false
    }
    if isLost { throw .outOfRange(value.description, code: field.letter) }
    return bits
  }

  private func store(
    _ bits: UInt64, _ size: Int, at position: Int, in memory: inout MutableRawSpan
  ) {
    switch size {
    case 1:
      memory.storeBytes(of: UInt8(truncatingIfNeeded: bits), toByteOffset: position, as: UInt8.self)
    case 2: store(UInt16(truncatingIfNeeded: bits), at: position, in: &memory)
    case 4: store(UInt32(truncatingIfNeeded: bits), at: position, in: &memory)
    default: store(bits, at: position, in: &memory)
    }
  }

  private func store<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at position: Int, in memory: inout MutableRawSpan
  ) {
    memory.storeBytes(
      of: format.isLittleEndian ? number.littleEndian : number.bigEndian, toByteOffset: position,
      as: Number.self)
  }
}

extension BinaryValue {
  /// Whether Python would take the value for true.
  fileprivate var isTrue: Bool {
    switch self {
    case .integer(let number): number != 0
    case .real(let number): number != 0
    case .flag(let flag): flag
    case .bytes(let bytes): !bytes.isEmpty
    case .text(let text): !text.isEmpty
    }
  }

  /// How many bytes the value has, or `nil` where it has none as it is a number.
  fileprivate var byteCount: Int? {
    switch self {
    case .bytes(let bytes): bytes.count
    case .text(let text): text.utf8.count
    case .integer, .real, .flag: nil
    }
  }

  fileprivate func copyBytes(_ count: Int, to position: Int, in memory: inout MutableRawSpan) {
    func copy(_ bytes: some Collection<UInt8>) {
      var position = position
      for byte in bytes.prefix(count) {
        memory.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
        position += 1
      }
    }
    switch self {
    case .bytes(let bytes): copy(bytes)
    case .text(let text): copy(text.utf8)
    case .integer, .real, .flag: break
    }
  }
}
