import WorkbookModel

/// A printed line in the form in which it is compared.
struct ComparedLine {
  /// Its text.
  let bytes: [UInt8]
  let hasEnd: Bool
  /// How far its text goes that was printed: with columns, a blank stands behind that.
  var textEnd: Int { origins == nil ? bytes.count : bytes.count - 1 }
  /// Where each byte, and the end, stands in the printed line; `nil` if all do where they were printed.
  private let origins: [Int]?

  /// - Parameters:
  ///   - line: What was printed.
  ///   - columns: Whether runs of blanks are all alike.
  init(_ line: PrintedLine, columns: Bool) {
    hasEnd = line.hasEnd
    guard columns else {
      (bytes, origins) = (line.bytes, nil)
      return
    }
    let blanks = Blanks(line.bytes[...])
    (bytes, origins) = (blanks.bytes, blanks.origins)
  }

  /// Where a part of the compared text was printed.
  func origin(of range: Range<Int>) -> Range<Int> {
    guard let origins else { return range }
    return origins[range.lowerBound]..<max(origins[range.lowerBound], origins[range.upperBound])
  }

  /// Whether a character may begin at a byte, so that a hole may begin or end there.
  func isBoundary(_ index: Int) -> Bool {
    guard index > 0, index < bytes.count, Self.isContinuation(bytes[index]) else { return true }
    let before = bytes[max(0, index - 3)..<index]
    guard let lead = before.lastIndex(where: { !Self.isContinuation($0) }) else { return true }
    var units = LineUnits(bytes[lead...])
    return units.next().map { $0.range.upperBound <= index } ?? true
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

/// What makes lines the same: all others treat them alike.
struct LineText: Hashable {
  let bytes: [UInt8]
  let hasEnd: Bool

  init(_ bytes: [UInt8], hasEnd: Bool) { (self.bytes, self.hasEnd) = (bytes, hasEnd) }
  init(_ line: ComparedLine) { self.init(line.bytes, hasEnd: line.hasEnd) }
}

/// A text whose runs of blanks are one blank each, and that ends with just one.
struct Blanks {
  private(set) var bytes: [UInt8] = []
  /// Where each byte, and the end, stands in the text.
  private(set) var origins: [Int] = []

  init(_ text: ArraySlice<UInt8>) {
    let end = text.lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? text.startIndex
    for index in text.startIndex..<end {
      if Self.isBlank(text[index]) {
        if bytes.last == Self.blank { continue }
        bytes.append(Self.blank)
      } else {
        bytes.append(text[index])
      }
      origins.append(index)
    }
    bytes.append(Self.blank)
    origins += [end, end]
  }

  /// A part of a text with one blank for each run of them.
  static func narrowed(_ text: [UInt8]) -> [UInt8] {
    let bytes = Blanks(text[...]).bytes
    return text.last.map(isBlank) ?? false ? bytes : bytes.dropLast()
  }

  static let blank = UInt8(ascii: " ")
  static func isBlank(_ byte: UInt8) -> Bool { byte == blank || byte == UInt8(ascii: "\t") }
}
