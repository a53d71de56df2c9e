/// An address of the web that stands in running text as it is (GFM, section 6.9).
struct BareAddress {
  let end: Int
  let destination: String

  /// Reads the address that begins at an index; `nil` if there is none.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Where a scheme or `www.` stands.
  init?(_ bytes: [UInt8], at start: Int) {
    let scheme = bytes[start...].prefix(while: \.isLetter)
    let isScheme = bytes.has("://", at: scheme.endIndex)
    let host = isScheme ? scheme.endIndex + 3 : start
    if !isScheme, start > 0 {
      guard bytes[start - 1].isWhitespace || Self.mayComeBefore(bytes[start - 1]) else {
        return nil
      }
    }
    let all = bytes[host...].prefix { !$0.isWhitespace && $0 != "<" }
    guard Self.isHost(all.prefix { !Self.endsHost($0) }, needsDot: !isScheme) else { return nil }
    end = Self.withoutSigns(all).endIndex
    guard end > host else { return nil }
    let text = bytes[start..<end].text
    destination = isScheme ? text : "http://\(text)"
  }

  private static func mayComeBefore(_ byte: UInt8) -> Bool {
    byte == "*" || byte == "_" || byte == "~" || byte == "("
  }

  private static func endsHost(_ byte: UInt8) -> Bool {
    !(byte.isLetter || byte.isDigit || byte == "." || byte == "-" || byte == "_" || byte >= 0x80)
  }

  /// Whether it is labels with dots between them; the last two have no underscore, and the first two aren't empty.
  private static func isHost(_ host: ArraySlice<UInt8>, needsDot: Bool) -> Bool {
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let least = needsDot ? 2 : 1
    guard labels.count >= least, labels.prefix(least).allSatisfy({ !$0.isEmpty }) else {
      return false
    }
    return labels.suffix(2).allSatisfy { !$0.contains(UInt8(ascii: "_")) }
  }

  /// An address without the signs at its end that belong to the sentence.
  private static func withoutSigns(_ address: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var address = address
    var surplus = address.count { $0 == ")" } - address.count { $0 == "(" }
    while let last = address.last {
      switch last {
      case "?", "!", ".", ",", ":", "*", "_", "~", "'", "\"": address.removeLast()
      case ")" where surplus > 0:
        surplus -= 1
        address.removeLast()
      case ";":
        // A character reference, such as &copy;, is none of it either.
        let name = address.dropLast().reversed().prefix { $0.isLetter || $0.isDigit }
        let start = address.endIndex - name.count - 2
        address =
          start >= address.startIndex && address[start] == "&" && !name.isEmpty
          ? address[..<start] : address.dropLast()
      default: return address
      }
    }
    return address
  }
}

/// An address of mail that stands in running text as it is (GFM, section 6.9).
enum EmailAddress {
  /// A text with links in the place of the addresses in it.
  static func links(in text: String) -> [Inline] {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "@")) else { return [.text(text)] }
    var inlines: [Inline] = []
    var start = 0
    for at in bytes.indices where bytes[at] == "@" && at >= start {
      guard let address = address(around: at, in: bytes, notBefore: start) else { continue }
      if start < address.lowerBound {
        inlines.append(.text(bytes[start..<address.lowerBound].text))
      }
      let words = bytes[address].text
      let isWhole = words.hasPrefix("mailto:")
      inlines.append(
        .link(destination: isWhole ? words : "mailto:\(words)", title: "", [.text(words)]))
      start = address.upperBound
    }
    if start < bytes.count { inlines.append(.text(bytes[start...].text)) }
    return inlines
  }

  private static func address(
    around at: Int, in bytes: [UInt8], notBefore first: Int
  ) -> Range<Int>? {
    func isPart(_ byte: UInt8) -> Bool {
      byte.isLetter || byte.isDigit || byte == "." || byte == "-" || byte == "_"
    }
    let name = bytes[first..<at].reversed().prefix { isPart($0) || $0 == "+" }
    var domain = bytes[(at + 1)...].prefix(while: isPart)
    while domain.last == "." { domain.removeLast() }
    guard !name.isEmpty, domain.contains(UInt8(ascii: ".")), let last = domain.last, last != "-",
      last != "_",
      domain.first != "."
    else { return nil }
    var start = at - name.count
    let before = bytes[first..<start].reversed()
    // A place of another network; pages lead to none.
    guard !before.starts(with: "xmpp:".utf8.reversed()) else { return nil }
    if before.starts(with: "mailto:".utf8.reversed()) { start -= "mailto:".utf8.count }
    return start..<domain.endIndex
  }
}
