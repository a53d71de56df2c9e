import FoundationEssentials

/// Compares a file with what it should be, piece by piece, but for what differs from run to run, and from machine to
/// machine.
///
/// What differs stands in elements that ``Varying`` marks; their texts may be
/// anything. Bytes are compared, as nearly all of them are the same, which the processor sees at once.
///
/// Where the file names another compiler or another processor, colours and declarations aren't compared, either
/// (``WordlessText``).
struct MaskedComparison {
  /// What stands before a text that differs from run to run, and behind it.
  private static let marks = [Varying.text, Varying.number, Varying.machine].map { mark in
    (start: Array(mark.start.text.utf8), end: Array(mark.end.text.utf8))
  }

  private let old: Data
  /// How much of it has been compared.
  private var position = 0
  /// The first line that says something else; `nil` if none of those compared does.
  private(set) var difference: PageDifference?

  /// Whether colours and declarations aren't compared.
  private let isWordless: Bool
  /// How many lines of the file aren't among those compared.
  private let headLines: Int

  /// - Parameters:
  ///   - file: The file.
  ///   - machine: The compiler and the processor that it should name, as a page names them.
  init(with file: Data, machine: HTML) {
    isWordless = Self.machine(of: file).map { $0 != Data(machine.text.utf8) } ?? false
    let text = isWordless ? WordlessText(file) : nil
    old = text.map { Data($0.bytes) } ?? file
    headLines = text?.headLines ?? 0
  }

  /// How many bytes from the end of a page they are named, at the most.
  private static let footLength = 1024

  /// The compiler and the processor that a file names, if it does.
  private static func machine(of file: Data) -> Data? {
    let mark = Varying.machine
    let foot = file.suffix(footLength)
    guard let start = foot.firstRange(of: Data(mark.start.text.utf8))?.upperBound,
      let end = foot[start...].firstRange(of: Data(mark.end.text.utf8))?.lowerBound
    else { return nil }
    return Data(foot[start..<end])
  }

  /// Whether the pieces until now are the whole file.
  var isSame: Bool { difference == nil && position == old.count }

  /// Notes that there are no more pieces.
  mutating func finish() {
    guard difference == nil, position < old.count else { return }
    difference = PageDifference(in: old, at: position, from: "", at: 0, headLines)
  }

  /// Compares the next piece, in which no text that differs begins without ending.
  mutating func compare(_ piece: String) {
    guard difference == nil else { return }
    var piece = isWordless ? String(decoding: WordlessText(piece.utf8).bytes, as: UTF8.self) : piece
    let start = position
    let (newEnd, oldEnd) = piece.withUTF8 { new in
      old.withUnsafeBytes { old in
        Self.end(
          of: UnsafeRawBufferPointer(new), in: UnsafeRawBufferPointer(rebasing: old[start...]))
      }
    }
    position += oldEnd
    guard newEnd < piece.utf8.count else { return }
    difference = PageDifference(in: old, at: position, from: piece, at: newEnd, headLines)
  }

  /// How far some bytes say the same as a piece, by the index in each behind that; the piece is the same if that
  /// is its end.
  private static func end(
    of new: UnsafeRawBufferPointer, in old: UnsafeRawBufferPointer
  ) -> (new: Int, old: Int) {
    var (newIndex, oldIndex) = (0, 0)
    while newIndex < new.count {
      let length = min(new.count - newIndex, old.count - oldIndex)
      let same = commonPrefix(
        new[newIndex..<newIndex + length], old[oldIndex..<oldIndex + length])
      newIndex += same
      oldIndex += same
      guard newIndex < new.count else { break }
      // A text that differs begins nowhere but at a mark, and has no markup in it.
      guard let start = new[..<newIndex].lastIndex(of: UInt8(ascii: "<")),
        let mark = marks.first(where: { new[start..<newIndex].starts(with: $0.start) }),
        let newEnd = new[newIndex...].firstIndex(of: UInt8(ascii: "<")),
        let oldEnd = old[oldIndex...].firstIndex(of: UInt8(ascii: "<")),
        new[newEnd...].starts(with: mark.end), old[oldEnd...].starts(with: mark.end)
      else { break }
      (newIndex, oldIndex) = (newEnd, oldEnd)
    }
    return (newIndex, oldIndex)
  }

  private static func commonPrefix(
    _ left: Slice<UnsafeRawBufferPointer>, _ right: Slice<UnsafeRawBufferPointer>
  ) -> Int {
    let (left, right) = (
      UnsafeRawBufferPointer(rebasing: left), UnsafeRawBufferPointer(rebasing: right)
    )
    var index = 0
    // Eight at a time, until they differ.
    while index + 8 <= left.count,
      left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        == right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    {
      index += 8
    }
    while index < left.count, left[index] == right[index] { index += 1 }
    return index
  }
}
