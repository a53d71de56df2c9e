import FoundationEssentials

/// Compares a file with what it should be, piece by piece, but for what differs from run to run.
///
/// What differs stands in elements that ``TerminalWriter`` and ``Picture`` mark; their texts may be
/// anything. Bytes are compared, as nearly all of them are the same, which the processor sees at once.
struct MaskedComparison {
  /// What stands before a text that differs from run to run, and behind it.
  private static let marks = [
    (start: "<span class=\"varies\" title=\"varies\">", end: "</span>"),
    (start: "<tspan class=\"varies\">", end: "</tspan>"),
  ].map { (start: Array($0.start.utf8), end: Array($0.end.utf8)) }

  private let old: Data
  /// How much of it has been compared.
  private var position = 0
  private var hasDifference = false
  /// The first line that says something else, if there is one.
  private(set) var difference: PageDifference?

  init(with file: Data) {
    old = file
  }

  init(with text: String) {
    old = Data(text.utf8)
  }

  /// Whether the pieces until now are the whole file.
  var isSame: Bool { !hasDifference && position == old.count }

  /// Compares the next piece, in which no text that differs begins without ending.
  mutating func compare(_ piece: String) {
    guard !hasDifference else { return }
    var piece = piece
    let start = position
    let end = piece.withUTF8 { new in
      old.withUnsafeBytes { old in
        Self.end(
          of: UnsafeRawBufferPointer(new), in: UnsafeRawBufferPointer(rebasing: old[start...]))
      }
    }
    if let end {
      position += end
    } else {
      hasDifference = true
      difference = PageDifference(from: old, at: start, to: piece)
    }
  }

  /// How long the part is of some bytes that says the same as a piece; nothing where they don't.
  private static func end(of new: UnsafeRawBufferPointer, in old: UnsafeRawBufferPointer) -> Int? {
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
      else { return nil }
      (newIndex, oldIndex) = (newEnd, oldEnd)
    }
    return oldIndex
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
