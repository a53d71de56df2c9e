/// A place in a line of a document, which knows columns: a tab reaches to the next one that four divides
/// (CommonMark, section 2.2).
struct LineCursor {
  private let bytes: [UInt8]
  /// Behind the line's last byte, where its end or that of the document is.
  let end: Int
  private(set) var offset: Int
  private(set) var column = 0
  /// Whether a part of the tab at ``offset`` has been passed.
  private(set) var isInTab = false

  init(_ bytes: [UInt8], line: Range<Int>) {
    self.bytes = bytes
    (offset, end) = (line.lowerBound, line.upperBound)
  }

  /// The byte here; `nil` at the end.
  var byte: UInt8? { offset < end ? bytes[offset] : nil }

  /// What is left of the line.
  var rest: ArraySlice<UInt8> { bytes[offset..<end] }

  /// How many columns of blanks come next, and where they end.
  var indent: (columns: Int, offset: Int) {
    var (column, offset) = (column, offset)
    while offset < end, bytes[offset].isBlank {
      column += bytes[offset] == "\t" ? 4 - column % 4 : 1
      offset += 1
    }
    return (column - self.column, offset)
  }

  var isBlank: Bool { indent.offset == end }

  /// Passes columns, and of a tab perhaps a part.
  mutating func advance(columns: Int) {
    var count = columns
    while count > 0, offset < end {
      guard bytes[offset] == "\t" else {
        advance(bytes: 1)
        count -= 1
        continue
      }
      let width = 4 - column % 4
      isInTab = width > count
      column += min(width, count)
      offset += isInTab ? 0 : 1
      count -= min(width, count)
    }
  }

  mutating func advance(bytes count: Int) {
    isInTab = false
    offset += count
    column += count
  }

  mutating func skipBlanks() {
    let indent = indent
    column += indent.columns
    offset = indent.offset
    isInTab = false
  }

  /// Goes to a place further on in the line, as if the line began there.
  mutating func begin(at offset: Int) {
    (self.offset, column, isInTab) = (offset, 0, false)
    skipBlanks()
    column = 0
  }

  /// What is left of the line as code has it, with spaces for what is left of a tab.
  var code: [UInt8] {
    guard isInTab else { return Array(rest) }
    return Array(repeating: 0x20, count: 4 - column % 4) + rest.dropFirst()
  }
}
