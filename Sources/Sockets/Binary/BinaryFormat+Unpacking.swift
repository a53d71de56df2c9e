extension BinaryFormat {
  /// Unpacks values of known types.
  ///
  /// ```swift
  /// let (number, text, real) = try format.unpack(data, as: UInt32.self, String.self, Float.self)
  /// ```
  ///
  /// - Parameters:
  ///   - bytes: The bytes, as many as ``size``.
  ///   - types: The types of the values: integers for the codes of integers, `Double` or `Float` for those
  ///     of reals, `Bool` for `?`, `String` or `[UInt8]` for `c`, `s` and `p`. A `String` comes without the
  ///     NULs that it was filled up with.
  /// - Returns: The values.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/byteCount(expected:got:)``;
  ///   ``BinaryFormatError/valueCount(expected:got:)`` where there are more or fewer types than
  ///   ``valueCount``; ``BinaryFormatError/wrongType(_:code:)`` where a value isn't of its type, or text is
  ///   no UTF-8; ``BinaryFormatError/outOfRange(_:code:)`` where an integer doesn't fit.
  @inlinable
  public func unpack<each Value: PackableValue>(
    _ bytes: some Collection<UInt8>, as types: repeat (each Value).Type
  ) throws(BinaryFormatError) -> (repeat each Value) {
    let bytes = Array(bytes)
    try requireSize(bytes.count)
    return try unpack(bytes.span.bytes, as: repeat each types)
  }

  /// Unpacks values of known types from the middle of bytes that somebody else owns.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - offset: Where the format begins, from 0; bytes after it don't matter.
  ///   - types: The types of the values.
  /// - Returns: The values.
  /// - Throws: ``BinaryFormatError`` as for bytes of the right number, but with
  ///   ``BinaryFormatError/noRoom(needed:offset:available:)`` instead of
  ///   ``BinaryFormatError/byteCount(expected:got:)``.
  public func unpack<each Value: PackableValue>(
    _ bytes: RawSpan, at offset: Int = 0, as types: repeat (each Value).Type
  ) throws(BinaryFormatError) -> (repeat each Value) {
    try requireRoom(at: offset, in: bytes.byteCount)
    var count = 0
    repeat (each Value).note(&count)
    try requireValues(count)
    var cursor = Cursor(base: offset)
    return (repeat try unpack((each Value).self, at: &cursor, in: bytes))
  }

  /// Unpacks values, whatever their types.
  ///
  /// - Parameter bytes: The bytes, as many as ``size``.
  /// - Returns: The values, as many as ``valueCount``.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/byteCount(expected:got:)``.
  public func values(in bytes: some Collection<UInt8>) throws(BinaryFormatError) -> [BinaryValue] {
    try requireSize(bytes.count)
    return try values(in: bytes, at: 0)
  }

  /// Unpacks values, whatever their types, from the middle of bytes.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - offset: Where the format begins, from 0; bytes after it don't matter.
  /// - Returns: The values, as many as ``valueCount``.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/noRoom(needed:offset:available:)``.
  public func values(
    in bytes: some Collection<UInt8>, at offset: Int
  ) throws(BinaryFormatError) -> [BinaryValue] {
    let bytes = Array(bytes)
    try requireRoom(at: offset, in: bytes.count)
    var cursor = Cursor(base: offset)
    var values: [BinaryValue] = []
    for _ in 0..<valueCount { values.append(unpack(at: &cursor, in: bytes.span.bytes).value) }
    return values
  }

  /// Unpacks the values of bytes that hold the format several times, one after the other.
  ///
  /// - Parameter bytes: The bytes, a multiple of ``size`` of them.
  /// - Returns: The values of each time.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/byteCount(expected:got:)`` where there are
  ///   bytes left over, or the format describes none.
  public func values(
    inEach bytes: some Collection<UInt8>
  ) throws(BinaryFormatError) -> [[BinaryValue]] {
    let bytes = Array(bytes)
    guard size > 0, bytes.count.isMultiple(of: size) else {
      throw .byteCount(expected: size, got: bytes.count)
    }
    var rows: [[BinaryValue]] = []
    for offset in stride(from: 0, to: bytes.count, by: size) {
      rows.append(try values(in: bytes, at: offset))
    }
    return rows
  }

  @usableFromInline
  func requireSize(_ count: Int) throws(BinaryFormatError) {
    guard count == size else { throw .byteCount(expected: size, got: count) }
  }

  private func unpack<Value: PackableValue>(
    _ type: Value.Type, at cursor: inout Cursor, in memory: RawSpan
  ) throws(BinaryFormatError) -> Value {
    let (value, field) = unpack(at: &cursor, in: memory)
    do throws(BinaryValue.Mismatch) {
      return try Value(value)
    } catch .range {
      throw outOfRange(value, field)
    } catch {
      throw wrongType(value, field)
    }
  }

  private func unpack(
    at cursor: inout Cursor, in memory: RawSpan
  ) -> (value: BinaryValue, field: Field) {
    let (field, position) = next(&cursor)
    return (value(of: field, at: position, in: memory), field)
  }

  private func value(
    of field: Field, at position: Int, in memory: RawSpan
  ) -> BinaryValue {
    switch field.code {
    case .signed:
      let unused = 64 - field.size * 8
      let bits = load(field.size, at: position, in: memory)
      return .integer(Int128(Int64(bitPattern: bits << unused) >> unused))
    case .unsigned, .pointer:
      return .integer(Int128(load(field.size, at: position, in: memory)))
    case .real:
      return .real(real(load(field.size, at: position, in: memory), field.size))
    case .flag:
      return .flag(load(1, at: position, in: memory) != 0)
    case .character, .string:
      return .bytes(bytes(field.size, at: position, in: memory))
    case .pascalString:
      guard field.size > 0 else { return .bytes([]) }
      let length = Int(load(1, at: position, in: memory))
      return .bytes(bytes(min(length, field.size - 1), at: position + 1, in: memory))
    }
  }

  private func real(_ bits: UInt64, _ size: Int) -> Double {
    switch size {
    case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  private func load(_ size: Int, at position: Int, in memory: RawSpan) -> UInt64 {
    switch size {
    case 1: UInt64(memory.unsafeLoadUnaligned(fromByteOffset: position, as: UInt8.self))
    case 2: UInt64(load(UInt16.self, at: position, in: memory))
    case 4: UInt64(load(UInt32.self, at: position, in: memory))
    default: load(UInt64.self, at: position, in: memory)
    }
  }

  private func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at position: Int, in memory: RawSpan
  ) -> Number {
    // Unsafe only for types that don't accept every bit pattern.
    let number = memory.unsafeLoadUnaligned(fromByteOffset: position, as: Number.self)
    return isLittleEndian ? Number(littleEndian: number) : Number(bigEndian: number)
  }

  private func bytes(_ count: Int, at position: Int, in memory: RawSpan) -> [UInt8] {
    memory.extracting(position..<position + count).withUnsafeBytes { Array($0) }
  }
}
