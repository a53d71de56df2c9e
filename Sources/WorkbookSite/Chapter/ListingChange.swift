import WorkbookModel

/// What is different in a listing that grew from an earlier one of its chapter.
///
/// A listing grew from another if at least half of the lines of each are in both, in the same order. Lines are
/// compared without the spaces around them, as what is put into a loop is indented and otherwise the same;
/// empty lines and the markers of folded ones don't count. Where that is so of several listings, it grew from
/// the one with which it shares most, as a part of the longer of the two, and of equals from the nearest one.
struct ListingChange {
  /// The listing that it grew from.
  let origin: Listing
  /// The lines that the origin doesn't have, from 1.
  let added: Set<Int>
  /// The lines of the origin that are gone, as they stand there.
  let removed: [String]

  /// Compares a listing with those before it; `nil` if it grew from none, has the same lines, or isn't to
  /// be compared.
  ///
  /// - Parameters:
  ///   - listing: The listing.
  ///   - chapter: Its chapter.
  init?(of listing: Listing, in chapter: Chapter) {
    guard !listing.hidesChange else { return nil }
    let lines = listing.countedLines
    var best: (listing: Listing, difference: CollectionDifference<Line>, size: Int)?
    for earlier in chapter.listings.prefix(while: { $0.name != listing.name }) {
      let others = earlier.countedLines
      let size = max(lines.count, others.count)
      // Most listings have little in common, which is soon seen.
      guard 2 * Self.mostShared(of: lines, and: others) >= size else { continue }
      let difference = lines.difference(from: others)
      let shared = lines.count - difference.insertions.count
      guard 2 * shared >= size else { continue }
      if let best, shared * best.size < (lines.count - best.difference.insertions.count) * size {
        continue
      }
      best = (earlier, difference, size)
    }
    guard let best, !best.difference.isEmpty else { return nil }
    origin = best.listing
    added = Set(best.difference.insertions.map { lines[$0.offset].number })
    let others = origin.countedLines
    removed = best.difference.removals.map { others[$0.offset].text }
  }

  /// How many lines two listings share at the most, whatever their order.
  private static func mostShared(of lines: [Line], and others: [Line]) -> Int {
    var rest = Dictionary(grouping: lines, by: \.trimmed).mapValues(\.count)
    return others.count { line in
      guard let count = rest[line.trimmed], count > 0 else { return false }
      rest[line.trimmed] = count - 1
      return true
    }
  }

  /// How much is different, such as `3 lines new, 1 gone`.
  var summary: String {
    func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }
    if added.isEmpty { return "\(lines(removed.count)) gone" }
    return "\(lines(added.count)) new" + (removed.isEmpty ? "" : ", \(removed.count) gone")
  }
}

/// A line that is compared.
private struct Line: Equatable {
  let number: Int
  let text: String
  /// Without the spaces around it.
  let trimmed: Substring

  init(number: Int, text: String) {
    self.number = number
    self.text = text
    let start = text.drop { $0 == " " }
    let end = start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex
    trimmed = start[..<end]
  }

  static func == (one: Line, other: Line) -> Bool { one.trimmed == other.trimmed }
}

extension Listing {
  fileprivate var countedLines: [Line] {
    var first = 1
    var lines: [Line] = []
    for piece in pieces {
      for (index, text) in piece.lines.enumerated() where !piece.markers.contains(index + 1) {
        let line = Line(number: first + index, text: text)
        if !line.trimmed.isEmpty { lines.append(line) }
      }
      first += piece.lines.count
    }
    return lines
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
