extension PrintedLine {
  /// The line as a chapter writes it so that it is read back as this line and no other.
  ///
  /// What would be read as something else has a backslash in front: holes, prompts, keys, an exit status,
  /// `...`, the marks of typed input. Control characters other than tabs, and bytes that aren't UTF-8, are
  /// written as `\xHH`.
  package var chapterText: String {
    let backslash = UInt8(ascii: "\\")
    // Whether a backslash needs another one depends on what is written behind it, so the end comes first.
    var reversed: [UInt8] = hasEnd ? [] : [backslash]
    for unit in Array(LineUnits(bytes[...])).reversed() {
      let isFirst = unit.range.lowerBound == 0
      if unit.scalar?.isActedOn ?? true {
        for byte in bytes[unit.range].reversed() { reversed += byte.escape.utf8.reversed() }
        continue
      }
      reversed += bytes[unit.range].reversed()
      let isRead =
        unit.scalar == "\\"
        ? reversed.count == 1
          || LineEscape(in: reversed.suffix(5).reversed()[...], isFirst: isFirst) != nil
        : isRead(at: unit.range.lowerBound)
      if isRead { reversed.append(backslash) }
    }
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }

  /// Whether what begins at a byte would be read as something else than itself; it is no backslash.
  private func isRead(at index: Int) -> Bool {
    let rest = bytes[index...]
    switch rest.first {
    case UInt8(ascii: "["):
      return LinePattern.hole(in: rest) != nil || index == 0 && (isStatus || isHostPrompt)
    case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: ">"):
      return index == 0 && (rest.count == 1 || rest.dropFirst().first == UInt8(ascii: " "))
    case UInt8(ascii: "^"):
      return index == 0 && (rest.starts(with: "^C".utf8) || rest.starts(with: "^D".utf8))
    case UInt8(ascii: "."):
      return index == 0 && rest.elementsEqual("...".utf8)
    default:
      return rest.starts(with: "‹".utf8) || rest.starts(with: "›".utf8)
    }
  }

  /// Whether it is a number in brackets and nothing else.
  private var isStatus: Bool {
    bytes.count > 2 && bytes.last == UInt8(ascii: "]")
      && bytes.dropFirst().dropLast().allSatisfy(\.isDigit)
  }

  /// Whether it begins with letters and digits in brackets, and a prompt.
  private var isHostPrompt: Bool {
    let host = bytes.dropFirst().prefix { $0.isLetter || $0.isDigit }
    let rest = bytes[host.endIndex...]
    return !host.isEmpty && (rest.starts(with: "]$".utf8) || rest.starts(with: "]#".utf8))
  }
}
