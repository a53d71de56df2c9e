extension BinaryFormat {
  /// Reads a description.
  ///
  /// - Parameter text: The description, as above.
  /// - Throws: ``BinaryFormatError`` with ``BinaryFormatError/badCharacter(_:in:)``,
  ///   ``BinaryFormatError/countWithoutCode(in:)`` or ``BinaryFormatError/tooLarge(_:)``.
  public init(_ text: String) throws(BinaryFormatError) {
    var characters = text.unicodeScalars[...]
    let order = ByteOrder(characters.first)
    if order != nil { characters.removeFirst() }
    let isNative = order == nil || order == .native

    var fields: [Field] = []
    var size = 0
    var valueCount = 0
    while let character = characters.popFirst() {
      if character.isSpaceInC { continue }
      var letter = character
      var count = 1
      if let digit = letter.digit {
        count = digit
        while let digit = characters.first?.digit {
          characters.removeFirst()
          count = try checked(text) { count.multipliedReportingOverflow(by: 10) }
          count = try checked(text) { count.addingReportingOverflow(digit) }
        }
        guard let next = characters.popFirst() else { throw .countWithoutCode(in: text) }
        letter = next
      }
      guard let layout = isNative ? Layout(native: letter) : Layout(standard: letter) else {
        throw .badCharacter(Character(letter), in: text)
      }
      // An alignment is a power of 2.
      size = try checked(text) { size.addingReportingOverflow(-size & (layout.alignment - 1)) }
      let start = size
      let bytes = try checked(text) { count.multipliedReportingOverflow(by: layout.size) }
      size = try checked(text) { size.addingReportingOverflow(bytes) }
      guard let code = layout.code else { continue }
      let isOneValue = code == .string || code == .pascalString
      let values = isOneValue ? 1 : count
      guard values > 0 else { continue }
      valueCount = try checked(text) { valueCount.addingReportingOverflow(values) }
      fields.append(
        Field(
          code: code, letter: letter, count: values, offset: start,
          size: isOneValue ? count : layout.size))
    }

    self.text = text
    self.size = size
    self.valueCount = valueCount
    self.fields = fields
    self.isLittleEndian =
      switch order {
      case .littleEndian: true
      case .bigEndian: false
      case .native, .nativeStandard, nil: 1.littleEndian == 1
      }
    self.overflowsToInfinity = isNative
  }
}

/// What the first character of a description says.
private enum ByteOrder {
  case native
  case nativeStandard
  case littleEndian
  case bigEndian

  init?(_ character: Unicode.Scalar?) {
    switch character {
    case "@": self = .native
    case "=": self = .nativeStandard
    case "<": self = .littleEndian
    case ">", "!": self = .bigEndian
    default: return nil
    }
  }
}

/// What a code takes in memory.
private struct Layout {
  /// `nil` for a byte without a value.
  let code: BinaryFormat.Code?
  let size: Int
  let alignment: Int

  private init(_ code: BinaryFormat.Code?, _ size: Int, alignment: Int = 1) {
    self.code = code
    self.size = size
    self.alignment = alignment
  }

  /// The sizes that Python's documentation of `struct` calls standard.
  init?(standard letter: Unicode.Scalar) {
    switch letter {
    case "x": self.init(nil, 1)
    case "c": self.init(.character, 1)
    case "s": self.init(.string, 1)
    case "p": self.init(.pascalString, 1)
    case "?": self.init(.flag, 1)
    case "b": self.init(.signed, 1)
    case "B": self.init(.unsigned, 1)
    case "h": self.init(.signed, 2)
    case "H": self.init(.unsigned, 2)
    case "i", "l": self.init(.signed, 4)
    case "I", "L": self.init(.unsigned, 4)
    case "q": self.init(.signed, 8)
    case "Q": self.init(.unsigned, 8)
    case "e": self.init(.real, 2)
    case "f": self.init(.real, 4)
    case "d": self.init(.real, 8)
    default: return nil
    }
  }

  /// The sizes and alignments of the C types of this machine.
  init?(native letter: Unicode.Scalar) {
    func field<T>(_ code: BinaryFormat.Code, _ type: T.Type) -> Layout {
      Layout(code, MemoryLayout<T>.size, alignment: MemoryLayout<T>.alignment)
    }
    switch letter {
    case "h": self = field(.signed, CShort.self)
    case "H": self = field(.unsigned, CUnsignedShort.self)
    case "i": self = field(.signed, CInt.self)
    case "I": self = field(.unsigned, CUnsignedInt.self)
    case "l": self = field(.signed, CLong.self)
    case "L": self = field(.unsigned, CUnsignedLong.self)
    case "q": self = field(.signed, CLongLong.self)
    case "Q": self = field(.unsigned, CUnsignedLongLong.self)
    case "n": self = field(.signed, Int.self)
    case "N": self = field(.unsigned, UInt.self)
    case "P": self = field(.pointer, UInt.self)
    case "e": self = field(.real, UInt16.self)
    case "f": self = field(.real, CFloat.self)
    case "d": self = field(.real, CDouble.self)
    default: self.init(standard: letter)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var digit: Int? {
    ("0"..."9").contains(self) ? Int(value - 0x30) : nil
  }

  fileprivate var isSpaceInC: Bool {
    self == " " || (0x09...0x0d).contains(value)
  }
}

private func checked(
  _ format: String, _ operation: () -> (Int, overflow: Bool)
) throws(BinaryFormatError) -> Int {
  let (result, overflow) = operation()
  if overflow { throw .tooLarge(format) }
  return result
}
