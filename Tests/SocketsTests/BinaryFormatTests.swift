import Sockets
import Testing
import WorkbookTestSupport

/// Every case that CPython's own `struct` answered; see `Fixtures/struct-cases.py`.
@Suite struct StructCaseTests {
  /// A line of the table.
  struct Case: CustomTestStringConvertible {
    let line: Int
    let columns: [Substring]
    var testDescription: String { "struct-cases.tsv:\(line)" }
  }

  static func cases() throws -> [Case] {
    try Fixture.text("struct-cases.tsv").split(separator: "\n").enumerated().map {
      Case(line: $0 + 1, columns: $1.split(separator: "\t", omittingEmptySubsequences: false))
    }
  }

  @Test func `formats mean what they mean in Python`() throws {
    let cases = try Self.cases()
    #expect(cases.count > 2000)
    for item in cases {
      let answer = try answer(to: item.columns)
      #expect(
        answer == item.columns.last.map(String.init), "\(item.testDescription): \(item.columns)")
    }
  }

  private func answer(to columns: [Substring]) throws -> String {
    let text = try format(columns[1])
    func bytes(_ column: Int) throws -> [UInt8] {
      try #require([UInt8](hexadecimal: columns[column]))
    }
    func number(_ column: Int) throws -> Int { try #require(Int(columns[column])) }
    let question = columns[0]
    let data = question == "size" || question == "pack" ? [] : try bytes(question == "into" ? 3 : 2)
    let packed = question == "pack" || question == "into" ? try values(columns[2]) : []
    let offset =
      switch question {
      case "from": try number(3)
      case "into": try number(4)
      default: 0
      }
    do throws(BinaryFormatError) {
      let format = try BinaryFormat(text)
      switch question {
      case "size":
        // CPython can't unpack "0p", and larger formats weren't asked.
        let isCounted = !columns[2].hasSuffix(" -")
        return "\(format.size) \(isCounted ? String(format.valueCount) : "-")"
      case "pack": return try format.pack(values: packed).hexadecimal
      case "unpack": return show(try format.values(in: data))
      case "from": return show(try format.values(in: data, at: offset))
      case "each": return try format.values(inEach: data).map(show).joined(separator: "/")
      case "into":
        var buffer = data
        try format.pack(values: packed, into: &buffer, at: offset)
        return buffer.hexadecimal
      default: return "no such question"
      }
    } catch {
      return "error \(name(error))"
    }
  }

  private func format(_ text: Substring) throws -> String {
    guard text.hasPrefix("x") else { return String(text) }
    return String(decoding: try #require([UInt8](hexadecimal: text.dropFirst())), as: UTF8.self)
  }

  private func values(_ text: Substring) throws -> [BinaryValue] {
    try text.split(separator: ",").map { word in
      let rest = word.dropFirst()
      switch word.first {
      case "i": return .integer(try #require(Int128(rest)))
      case "r": return .real(Double(bitPattern: try #require(UInt64(rest, radix: 16))))
      case "t": return .flag(rest == "1")
      case "y": return .bytes(try #require([UInt8](hexadecimal: rest)))
      default: throw Unreadable(text: String(word))
      }
    }
  }

  private struct Unreadable: Error { let text: String }

  private func show(_ values: [BinaryValue]) -> String {
    values.map { value in
      switch value {
      case .integer(let number): "i\(number)"
      case .real(let number):
        "r"
          + (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (56 - $0 * 8)) }
          .hexadecimal
      case .flag(let flag): "t\(flag ? 1 : 0)"
      case .bytes(let bytes): "y" + bytes.hexadecimal
      case .text(let text): "text \(text)"
      }
    }.joined(separator: ",")
  }

  private func name(_ error: BinaryFormatError) -> String {
    switch error {
    case .badCharacter: "badCharacter"
    case .countWithoutCode: "countWithoutCode"
    case .tooLarge: "tooLarge"
    case .valueCount: "valueCount"
    case .outOfRange: "outOfRange"
    case .wrongType: "wrongType"
    case .byteCount: "byteCount"
    case .noRoom: "noRoom"
    }
  }
}

@Suite struct BinaryFormatTests {
  @Test func `values of known types go there and back`() throws {
    let format: BinaryFormat = "I 2s f"
    let data = try format.pack(1, "ab", 2.7)
    #expect(data.hexadecimal == "0100000061620000cdcc2c40")
    let (number, text, real) = try format.unpack(data, as: UInt32.self, String.self, Float.self)
    #expect(number == 1)
    #expect(text == "ab")
    #expect(real == 2.7)
  }

  @Test func `the two ends of a conversation see the same`() throws {
    #expect(try BinaryFormat("!I2sf").pack(1, "ab", 2.7).hexadecimal == "000000016162402ccccd")
    #expect(try BinaryFormat("<I2sf").pack(1, "ab", 2.7).hexadecimal == "010000006162cdcc2c40")
    let single = try BinaryFormat("f").unpack([0xcd, 0xcc, 0x2c, 0x40], as: Double.self)
    #expect(single == 2.700000047683716)
  }

  @Test func `all integer types, and truth values`() throws {
    let format: BinaryFormat = "<bBhHiIqQqQ?"
    let data = try format.pack(
      Int8.min, UInt8.max, Int16.min, UInt16.max, Int32.min, UInt32.max, Int64.min, UInt64.max, -1,
      UInt.max, true)
    let values = try format.unpack(
      data, as: Int8.self, UInt8.self, Int16.self, UInt16.self, Int32.self, UInt32.self, Int64.self,
      UInt64.self, Int.self, UInt.self, Bool.self)
    #expect(values.0 == .min)
    #expect(values.1 == .max)
    #expect(values.2 == .min)
    #expect(values.3 == .max)
    #expect(values.4 == .min)
    #expect(values.5 == .max)
    #expect(values.6 == .min)
    #expect(values.7 == .max)
    #expect(values.8 == -1)
    #expect(values.9 == .max)
    #expect(values.10)
  }

  @Test func `text comes back without its filling, bytes with it`() throws {
    let format: BinaryFormat = "6s"
    let data = try format.pack("né\0")
    #expect(data == [0x6e, 0xc3, 0xa9, 0, 0, 0])
    #expect(try format.unpack(data, as: String.self) == "né")
    #expect(try format.unpack(data, as: [UInt8].self) == data)
  }

  @Test func `several values in the middle of a buffer`() throws {
    var buffer = [UInt8](repeating: 0xff, count: 12)
    try BinaryFormat("<Hx4s").pack(0x0102, "ab", into: &buffer, at: 3)
    #expect(buffer.hexadecimal == "ffffff02010061620000ffff")
    let (number, text) = try BinaryFormat("<Hx4s").unpack(
      buffer.span.bytes, at: 3, as: Int.self, String.self)
    #expect(number == 0x0102)
    #expect(text == "ab")
    let room = BinaryFormatError.noRoom(needed: 7, offset: 6, available: 12)
    #expect(throws: room) { try BinaryFormat("<Hx4s").pack(1, "ab", into: &buffer, at: 6) }
    #expect(throws: BinaryFormatError.noRoom(needed: 7, offset: -1, available: 12)) {
      try BinaryFormat("<Hx4s").values(in: buffer, at: -1)
    }
  }

  @Test func `a refused value changes nothing outside of its format`() throws {
    var buffer = [UInt8](repeating: 0xff, count: 8)
    #expect(throws: BinaryFormatError.outOfRange("256", code: "B")) {
      try BinaryFormat("BBB").pack(1, 256, 3, into: &buffer, at: 2)
    }
    #expect(buffer.prefix(2) == [0xff, 0xff])
    #expect(buffer.suffix(3) == [0xff, 0xff, 0xff])
  }

  @Test func `what was unpacked must fit its type`() throws {
    let data = try BinaryFormat("<h").pack(300)
    #expect(throws: BinaryFormatError.outOfRange("300", code: "h")) {
      _ = try BinaryFormat("<h").unpack(data, as: UInt8.self)
    }
    #expect(throws: BinaryFormatError.wrongType("300", code: "h")) {
      _ = try BinaryFormat("<h").unpack(data, as: String.self)
    }
    #expect(throws: BinaryFormatError.wrongType("300", code: "h")) {
      _ = try BinaryFormat("<h").unpack(data, as: Double.self)
    }
    #expect(throws: BinaryFormatError.wrongType("\"\\xff\"", code: "s")) {
      _ = try BinaryFormat("s").unpack([0xff], as: String.self)
    }
    #expect(throws: BinaryFormatError.valueCount(expected: 1, got: 2)) {
      _ = try BinaryFormat("<h").unpack(data, as: Int.self, Int.self)
    }
    #expect(throws: BinaryFormatError.byteCount(expected: 2, got: 3)) {
      _ = try BinaryFormat("<h").unpack([1, 2, 3], as: Int.self)
    }
  }

  @Test func `a field of no bytes holds nothing`() throws {
    #expect(try BinaryFormat("0p").pack("abc") == [])
    #expect(try BinaryFormat("0p").values(in: []) == [.bytes([])])
  }

  @Test func `not a number keeps its payload, and its sign`() throws {
    for bits: UInt32 in [0x7fc0_0000, 0xffc0_0001, 0x7fff_ffff] {
      let number = try BinaryFormat("<I").pack(bits)
      let real = try BinaryFormat("<f").unpack(number, as: Double.self)
      #expect(try BinaryFormat("<f").pack(real) == number)
    }
  }

  @Test func `an error says what was expected`() {
    #expect(
      "\(BinaryFormatError.badCharacter("z", in: "<z"))"
        == #""z" in the format "<z" is no code that its byte order has"#)
    #expect(
      "\(BinaryFormatError.countWithoutCode(in: "3"))"
        == #"the format "3" ends with a count and no code after it"#)
    #expect(
      "\(BinaryFormatError.tooLarge("9s"))"
        == #"the format "9s" describes more bytes than can be counted"#)
    #expect(
      "\(BinaryFormatError.valueCount(expected: 1, got: 2))"
        == "the format has places for 1 value, got 2")
    #expect("\(BinaryFormatError.outOfRange("256", code: "B"))" == #"256 is out of range for "B""#)
    #expect("\(BinaryFormatError.wrongType("1.5", code: "i"))" == #"1.5 can't be a value of "i""#)
    #expect(
      "\(BinaryFormatError.byteCount(expected: 12, got: 5))"
        == "the format describes 12 bytes, got 5")
    #expect(
      BinaryFormatError.noRoom(needed: 4, offset: 6, available: 8).debugDescription
        == "the format takes 4 bytes at offset 6 of a buffer of 8")
  }

  @Test func `values print as they are written`() {
    let values: [BinaryValue] = [1, 2.5, true, "ab", .bytes([0x61, 0])]
    #expect("\(values)" == #"[1, 2.5, true, "ab", "a\x00"]"#)
  }

  @Test func `a malformed literal stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let text: StaticString = "<z"
      _ = BinaryFormat(stringLiteral: text.description)
    }
  }

  @Test func `formats are equal when their descriptions are`() {
    #expect(BinaryFormat(stringLiteral: "<I") == "<I")
    #expect(Set<BinaryFormat>(["<I", "<I", "I"]).count == 2)
  }
}

@Suite struct HexadecimalTests {
  @Test func `bytes have two digits each`() {
    #expect([UInt8](0...255).hexadecimal.count == 512)
    #expect([0, 0x9f, 0xff].hexadecimal == "009fff")
    #expect([UInt8]().hexadecimal == "")
    #expect([UInt8](hexadecimal: "009fFf") == [0, 0x9f, 0xff])
    #expect([UInt8](hexadecimal: " 00\t9f\nff ") == [0, 0x9f, 0xff])
    #expect([UInt8](hexadecimal: "") == [])
    let all = [UInt8](0...255)
    #expect([UInt8](hexadecimal: all.hexadecimal) == all)
  }

  @Test(arguments: ["0", "0g", "0 0", "abc", "0x00", "é1", "00-01"])
  func `anything else is refused`(text: String) {
    #expect([UInt8](hexadecimal: text) == nil)
  }
}
