/// Marks that may begin or end emphasis, in the order in which they stand.
struct DelimiterStack {
  struct Delimiter {
    let node: Int
    let sign: UInt8
    /// How many marks there were.
    let count: Int
    /// How many of them are left.
    var left: Int
    let opens: Bool
    let closes: Bool
    var previous: Int?
    var next: Int?
  }

  private var delimiters: [Delimiter] = []
  private(set) var last: Int?

  subscript(index: Int) -> Delimiter {
    get { delimiters[index] }
    set { delimiters[index] = newValue }
  }

  mutating func append(_ delimiter: Delimiter) {
    let index = delimiters.count
    delimiters.append(delimiter)
    delimiters[index].previous = last
    if let last { delimiters[last].next = index }
    last = index
  }

  mutating func remove(_ index: Int) {
    let (previous, next) = (delimiters[index].previous, delimiters[index].next)
    if let previous { delimiters[previous].next = next }
    if let next { delimiters[next].previous = previous } else { last = previous }
  }

  /// The first one behind another; the first of all behind none.
  func first(after bottom: Int?) -> Int? {
    if let bottom { return delimiters[bottom].next }
    var first = last
    while let index = first, let previous = delimiters[index].previous { first = previous }
    return first
  }
}

extension InlineParser {
  mutating func readMarks() {
    let sign = bytes[index]
    let count = bytes[index...].prefix { $0 == sign }.count
    let (before, after) = (scalar(before: index), scalar(at: index + count))
    let isLeft = !after.isSpace && (!after.isSign || before.isSpace || before.isSign)
    let isRight = !before.isSpace && (!before.isSign || after.isSpace || after.isSign)
    // More than two tildes are none of GFM's marks.
    guard sign != "~" || count <= 2 else {
      index += count
      return
    }
    addPending(upTo: index)
    let node = tree.append(.marks(sign, count: count))
    let isUnderscore = sign == "_"
    delimiters.append(
      DelimiterStack.Delimiter(
        node: node, sign: sign, count: count, left: count,
        opens: isLeft && (!isUnderscore || !isRight || before.isSign),
        closes: isRight && (!isUnderscore || !isLeft || after.isSign)))
    move(to: index + count)
  }

  private func scalar(before index: Int) -> Unicode.Scalar {
    var start = index - 1
    while start > 0, bytes[start].isContinuation { start -= 1 }
    return index > 0 ? scalar(at: start) : "\n"
  }

  private func scalar(at index: Int) -> Unicode.Scalar {
    bytes[index...].prefix(4).text.unicodeScalars.first ?? "\n"
  }

  /// What tells marks that can be matched by no other ones of their kind.
  private struct Kind: Hashable {
    let sign: UInt8
    let opens: Bool
    let count: Int
  }

  /// Turns pairs of marks into emphasis (CommonMark, appendix, "process emphasis").
  ///
  /// - Parameter bottom: The marks above which this is done.
  mutating func matchDelimiters(above bottom: Int?) {
    // Below these there are no marks to match others of their kind.
    var floors: [Kind: Int] = [:]
    var next = delimiters.first(after: bottom)
    while let closer = next {
      let mark = delimiters[closer]
      guard mark.closes else {
        next = mark.next
        continue
      }
      let kind = Kind(
        sign: mark.sign, opens: mark.opens, count: mark.sign == "~" ? mark.count : mark.count % 3)
      let floor = floors[kind] ?? bottom ?? -1
      var opener = mark.previous
      while let index = opener, index > floor, !matches(index, closer) {
        opener = delimiters[index].previous
      }
      guard let opener, opener > floor else {
        floors[kind] = max(floor, mark.previous ?? -1)
        next = mark.next
        if !mark.opens { delimiters.remove(closer) }
        continue
      }
      next = join(opener, closer)
    }
    while let last = delimiters.last, last != bottom { delimiters.remove(last) }
  }

  private func matches(_ opener: Int, _ closer: Int) -> Bool {
    let (opener, closer) = (delimiters[opener], delimiters[closer])
    guard opener.sign == closer.sign, opener.opens else { return false }
    if opener.sign == "~" { return opener.count == closer.count }
    let isOdd =
      (closer.opens || opener.closes) && closer.count % 3 != 0
      && (opener.count + closer.count) % 3 == 0
    return !isOdd
  }

  /// Makes emphasis of what stands between two marks.
  ///
  /// - Returns: The marks to go on with.
  private mutating func join(_ opener: Int, _ closer: Int) -> Int? {
    let sign = delimiters[closer].sign
    let (openerNode, closerNode) = (delimiters[opener].node, delimiters[closer].node)
    let left = min(delimiters[opener].left, delimiters[closer].left)
    let used = min(2, left)
    tree.wrap(
      after: openerNode, before: closerNode,
      in: sign == "~" ? .strikethrough : used == 2 ? .strong : .emphasis)
    while let between = delimiters[closer].previous, between != opener {
      delimiters.remove(between)
    }
    for (mark, node) in [(opener, openerNode), (closer, closerNode)] {
      delimiters[mark].left -= used
      tree[node] = .marks(sign, count: delimiters[mark].left)
    }
    if delimiters[opener].left == 0 {
      tree.remove(openerNode)
      delimiters.remove(opener)
    }
    guard delimiters[closer].left == 0 else { return closer }
    tree.remove(closerNode)
    let next = delimiters[closer].next
    delimiters.remove(closer)
    return next
  }
}

extension Unicode.Scalar {
  /// Whether CommonMark takes it for whitespace (section 2.1).
  fileprivate var isSpace: Bool {
    self == "\t" || self == "\n" || self == "\u{C}" || self == "\r"
      || properties.generalCategory == .spaceSeparator
  }

  /// Whether CommonMark takes it for punctuation (section 2.1).
  fileprivate var isSign: Bool {
    if isASCII { return UInt8(value).isPunctuation }
    return switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
