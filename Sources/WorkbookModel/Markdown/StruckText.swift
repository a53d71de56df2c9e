/// Running text in which pairs of tildes strike out what stands between them (GFM, section 6.5).
struct StruckText {
  /// One or two tildes, and whether they may begin or end what is struck out.
  struct Tildes {
    let count: Int
    let opens: Bool
    let closes: Bool
  }

  private(set) var inlines: [Inline] = []
  /// Where the last tildes stand that may begin something, by their count.
  private var openers: [Int: Int] = [:]

  var isEmpty: Bool { inlines.isEmpty }

  mutating func append(_ inline: Inline) { inlines.append(inline) }

  /// Adds text, with links where addresses of mail are.
  mutating func append(_ text: ArraySlice<UInt8>, isInLink: Bool) {
    guard !text.isEmpty else { return }
    let words = text.text
    inlines += isInLink ? [.text(words)] : EmailAddress.links(in: words)
  }

  mutating func append(_ tildes: Tildes) {
    if tildes.closes, let opener = openers[tildes.count] {
      let inner = Array(inlines[(opener + 1)...])
      inlines.removeSubrange(opener...)
      inlines.append(.strikethrough(inner))
      openers = openers.filter { $0.value < opener }
      return
    }
    if tildes.opens { openers[tildes.count] = inlines.count }
    inlines.append(.text(String(repeating: "~", count: tildes.count)))
  }
}
