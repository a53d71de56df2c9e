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
    var count = 0
    repeat (each Value).note(&count)
    try requireValues(count)
    var bytes = zeros(size)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    var cursor = Cursor(base: 0)
    repeat try pack((each values).binaryValue, at: &cursor, in: &memory)
    return bytes
  }

  /// Packs values whose types aren't known beforehand.
  ///
  /// - Parameter values: The values, as many as ``valueCount``.
  /// - Returns: The bytes, as many as ``size``.
  /// - Throws: ``BinaryFormatError`` as ``pack(_:)`` does.
  public func pack(values: [BinaryValue]) throws(BinaryFormatError) -> [UInt8] {
    try requireValues(values.count)
    var bytes = zeros(size)
    try pack(values: values, into: &bytes)
    return bytes
  }

  /// Packs values into the middle of bytes that are there already.
  ///
  /// Nothing is allocated for numbers, nor for bytes and text that exist.
  ///
  /// - Parameters:
  ///   - values: The values, as many as ``valueCount``.
  ///   - bytes: Where they go.
  ///   - offset: Where they begin, from 0.
  /// - Throws: ``BinaryFormatError`` as ``pack(_:)`` does, and with
  ///   ``BinaryFormatError/noRoom(needed:offset:available:)``. Bytes outside the room of the format never
  ///   change; within it, values may have been packed before one is refused.
  public func pack<each Value: PackableValue>(
    _ values: repeat each Value, into bytes: inout [UInt8], at offset: Int = 0
  ) throws(BinaryFormatError) {
    try requireRoom(at: offset, in: bytes.count)
    var count = 0
    repeat (each Value).note(&count)
    try requireValues(count)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    clear(offset, in: &memory)
    var cursor = Cursor(base: offset)
    repeat try pack((each values).binaryValue, at: &cursor, in: &memory)
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
    try requireValues(values.count)
    var span = bytes.mutableSpan
    var memory = span.mutableBytes
    clear(offset, in: &memory)
    var cursor = Cursor(base: offset)
    for value in values { try pack(value, at: &cursor, in: &memory) }
  }

  /// Makes padding zero, and what short text leaves of its field.
  private func clear(_ base: Int, in memory: inout MutableRawSpan) {
    memory.withUnsafeMutableBytes { memory in
      for position in base..<base + size { memory[position] = 0 }
    }
  }

  private func pack(
    _ value: BinaryValue, at cursor: inout Cursor, in memory: inout MutableRawSpan
  ) throws(BinaryFormatError) {
    let (field, position) = next(&cursor)
    switch field.code {
    case .signed, .unsigned, .pointer:
      let number = try integer(value, field)
      store(UInt64(truncatingIfNeeded: number), field.size, at: position, in: &memory)
    case .real:
      store(try bits(of: value, field), field.size, at: position, in: &memory)
    case .flag:
      memory.storeBytes(of: value.isTrue ? 1 : 0, toByteOffset: position, as: UInt8.self)
    case .character:
      guard value.byteCount == 1 else { throw wrongType(value, field) }
      value.copyBytes(1, to: position, in: &memory)
    case .string:
      guard let count = value.byteCount else { throw wrongType(value, field) }
      value.copyBytes(min(count, field.size), to: position, in: &memory)
    case .pascalString:
      guard let count = value.byteCount else { throw wrongType(value, field) }
      // A field of no bytes has no room for a length either.
      guard field.size > 0 else { return }
      let copied = min(count, field.size - 1)
      let length = UInt8(clamping: copied)
      memory.storeBytes(of: length, toByteOffset: position, as: UInt8.self)
      value.copyBytes(copied, to: position + 1, in: &memory)
    }
  }

  private func integer(
    _ value: BinaryValue, _ field: Field
  ) throws(BinaryFormatError) -> Int128 {
    let number: Int128
    switch value {
    case .integer(let integer): number = integer
    case .flag(let flag): number = flag ? 1 : 0
    case .real, .bytes, .text: throw wrongType(value, field)
    }
    // What is left when only the bits that fit are kept.
    let unused = 64 - field.size * 8
    let bits = UInt64(truncatingIfNeeded: number) << unused
    let signed = Int128(Int64(bitPattern: bits) >> unused)
    let unsigned = Int128(bits >> unused)
    let isInRange =
      switch field.code {
      case .signed: number == signed
      // Python takes an address with or without sign.
      case .pointer: number == signed || number == unsigned
      default: number == unsigned
      }
    guard isInRange else { throw outOfRange(value, field) }
    return number
  }

  private func bits(
    of value: BinaryValue, _ field: Field
  ) throws(BinaryFormatError) -> UInt64 {
    let number: Double
    switch value {
    case .real(let real): number = real
    case .integer(let integer): number = Double(integer)
    case .flag(let flag): number = flag ? 1 : 0
    case .bytes, .text: throw wrongType(value, field)
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
      isLost = single.isInfinite && number.isFinite && !overflowsToInfinity
    default:
      bits = number.bitPattern
      isLost = false
    }
    if isLost { throw outOfRange(value, field) }
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
      of: isLittleEndian ? number.littleEndian : number.bigEndian, toByteOffset: position,
      as: Number.self)
  }
}

/// As many zeros.
///
/// `Array(repeating:count:)` takes twice as long, as its code isn't specialised for bytes.
private func zeros(_ count: Int) -> [UInt8] {
  withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { memory in
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    return Array(memory)
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
    switch self {
    case .bytes(let bytes):
      bytes.span.bytes.withUnsafeBytes { copy($0, count, to: position, in: &memory) }
    case .text(let text):
      text.utf8.span.bytes.withUnsafeBytes { copy($0, count, to: position, in: &memory) }
    case .integer, .real, .flag: break
    }
  }
}

private func copy(
  _ bytes: UnsafeRawBufferPointer, _ count: Int, to position: Int, in memory: inout MutableRawSpan
) {
  memory.withUnsafeMutableBytes { memory in
    UnsafeMutableRawBufferPointer(rebasing: memory[position..<position + count])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
  }
}
