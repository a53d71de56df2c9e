extension BinaryFormat {
  /// How far packing or unpacking has got.
  struct Cursor {
    /// Where the format begins.
    let base: Int
    fileprivate var field = 0
    fileprivate var index = 0

    init(base: Int) {
      self.base = base
    }
  }

  /// Goes on to the next value; there must be one.
  ///
  /// - Returns: The field it is in, and where it begins.
  @inline(__always)
  func next(_ cursor: inout Cursor) -> (field: Field, position: Int) {
    let field = fields[cursor.field]
    let position = cursor.base + field.offset + cursor.index * field.size
    cursor.index += 1
    if cursor.index == field.count {
      cursor.index = 0
      cursor.field += 1
    }
    return (field, position)
  }

  func requireValues(_ count: Int) throws(BinaryFormatError) {
    guard count == valueCount else { throw .valueCount(expected: valueCount, got: count) }
  }

  func requireRoom(at offset: Int, in available: Int) throws(BinaryFormatError) {
    guard offset >= 0, available - size >= offset else {
      throw .noRoom(needed: size, offset: offset, available: available)
    }
  }

  func wrongType(_ value: BinaryValue, _ field: Field) -> BinaryFormatError {
    .wrongType(value.description, code: Character(field.letter))
  }

  func outOfRange(_ value: BinaryValue, _ field: Field) -> BinaryFormatError {
    .outOfRange(value.description, code: Character(field.letter))
  }
}

extension PackableValue {
  /// Counts a parameter by its type alone, without a copy.
  static func note(_ count: inout Int) {
    count += 1
  }
}
