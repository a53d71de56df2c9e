import WorkbookModel

/// What named holes stand for, by their names.
typealias Bindings = [String: [UInt8]]

/// A line of the chapter in the form in which it is compared, with numbers in the place of names.
struct Row {
  enum Part {
    case literal([UInt8])
    case anything
    case named(Int)
  }

  var parts: [Part]
  let hasEnd: Bool
  let isAnyLines: Bool
  /// The numbers of its names, each once, in their order.
  let names: [Int]

  /// The text that it stands for, if it has no holes.
  var literal: [UInt8]? {
    switch parts.first {
    case nil: []
    case .literal(let bytes) where parts.count == 1: bytes
    default: nil
    }
  }

  /// - Parameters:
  ///   - pattern: What the chapter's line means.
  ///   - columns: Whether runs of blanks are all alike.
  ///   - names: The numbers of names; those of the line are added.
  init(_ pattern: LinePattern, columns: Bool, names: inout [String: Int]) {
    hasEnd = pattern.hasEnd
    isAnyLines = pattern.isAnyLines
    var parts: [Part] = []
    var own: [Int] = []
    for part in pattern.parts {
      switch part {
      case .literal(let bytes): parts.append(.literal(bytes))
      case .anything: parts.append(.anything)
      case .named(let name):
        let number = names[name] ?? names.count
        names[name] = number
        if !own.contains(number) { own.append(number) }
        parts.append(.named(number))
      }
    }
    self.parts = columns ? Self.withoutWidths(parts) : parts
    self.names = own
  }

  /// The parts as they fit lines whose runs of blanks are one blank each, and that end with one.
  private static func withoutWidths(_ parts: [Part]) -> [Part] {
    var kept: [Part] = parts.map { part in
      if case .literal(let bytes) = part { .literal(Blanks.narrowed(bytes)) } else { part }
    }
    switch kept.last {
    // It takes the last blank, too.
    case .anything: break
    case .literal(let bytes) where bytes.last == Blanks.blank: break
    case .literal(let bytes): kept[kept.count - 1] = .literal(bytes + [Blanks.blank])
    case .named, nil: kept.append(.literal([Blanks.blank]))
    }
    return kept
  }
}
