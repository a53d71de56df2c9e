import WorkbookModel

/// The lines of a chapter and those that were printed, in the forms in which they are compared.
struct LineTable {
  let rows: [Row]
  let lines: [ComparedLine]
  /// What names stand for, by their numbers.
  var values: [[UInt8]?]
  /// The names, by their numbers.
  let names: [String]
  private let printed: [PrintedLine]

  /// - Parameters:
  ///   - expected: The chapter's lines.
  ///   - printed: The lines that were printed.
  ///   - columns: Whether runs of blanks are all alike.
  ///   - bindings: What names stand for already.
  init(
    _ expected: [LinePattern], _ printed: [PrintedLine], columns: Bool, _ bindings: Bindings
  ) {
    var numbers: [String: Int] = [:]
    rows = expected.map { Row($0, columns: columns, names: &numbers) }
    lines = printed.map { ComparedLine($0, columns: columns) }
    names = numbers.sorted { $0.value < $1.value }.map(\.key)
    values = names.map { name in
      bindings[name].map { columns ? Blanks.narrowed($0) : $0 }
    }
    self.printed = printed
  }

  /// How much work it may take to compare them in their order.
  var effort: Effort { Effort(for: size) }

  /// How much work it may take to compare them in any order: each row with holes may be tried with each line.
  var effortInAnyOrder: Effort {
    let rows = rows.count { $0.literal == nil }
    return Effort(for: size + min(rows * size / 8, 10_000_000))
  }

  private var size: Int {
    lines.reduce(0) { $0 + $1.bytes.count + 8 } + 8 * rows.count
  }

  /// What fills the holes of a row; `nil` if the line doesn't fit with what names stand for.
  func fills(_ row: Int, _ column: Int) -> [HoleFill]? {
    var effort = Effort(units: .max / 2)
    guard let ranges = rows[row].match(lines[column], values: values, &effort) else { return nil }
    let holes = rows[row].parts.compactMap { part -> String?? in
      switch part {
      case .literal: nil
      case .anything: .some(nil)
      case .named(let name): .some(names[name])
      }
    }
    return zip(holes, ranges).map { name, range in
      let range = lines[column].origin(of: range)
      let value = printed[column].pieces(of: range).map(\.text).joined()
      return HoleFill(name: name, value: value, range: range)
    }
  }

  /// Adds what names stand for now.
  func add(to bindings: inout Bindings) {
    for (name, value) in zip(names, values) where bindings[name] == nil { bindings[name] = value }
  }
}

/// What filled a hole.
package struct HoleFill: Hashable, Sendable {
  /// The name of the hole; `nil` for `[..]`.
  package let name: String?
  /// The text as it can be shown.
  package let value: String
  /// Which bytes of the line it is.
  package let range: Range<Int>
}
