/// The definitions of a document's links, by their labels.
struct References {
  private var definitions: [String: ReferenceDefinition] = [:]

  /// The definition that a label means; `nil` if there is none.
  subscript(label: some Collection<UInt8>) -> ReferenceDefinition? {
    definitions.isEmpty ? nil : definitions[Self.key(String(decoding: label, as: UTF8.self))]
  }

  /// Adds a definition, unless its label has one already.
  mutating func add(_ definition: ReferenceDefinition) {
    let key = Self.key(definition.label)
    if definitions[key] == nil { definitions[key] = definition }
  }

  /// What labels are compared by (CommonMark, section 6.3).
  private static func key(_ label: String) -> String {
    // Twice, as the small letter of some has two capital ones: ẞ and SS are the same.
    label.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased().uppercased()
  }
}

/// Where the links with a label lead (CommonMark, section 4.7).
struct ReferenceDefinition {
  let label: String
  let destination: String
  let title: String
  /// Behind the definition, where the next line begins.
  let end: Int

  /// Reads a definition; `nil` if there is none.
  init?(_ bytes: [UInt8], at start: Int) {
    var scanner = LinkScanner(bytes, at: start)
    guard let label = scanner.label(), scanner.take(":") else { return nil }
    scanner.skipWhitespace()
    guard let destination = scanner.destination() else { return nil }
    self.label = label.text
    self.destination = MarkdownText.unescaped(destination)
    let isTitled = scanner.isAtWhitespace
    let withoutTitle = scanner.atEndOfLine
    scanner.skipWhitespace()
    if isTitled, let title = scanner.title(), let end = scanner.atEndOfLine {
      self.title = MarkdownText.unescaped(title)
      self.end = end
    } else if let withoutTitle {
      title = ""
      end = withoutTitle
    } else {
      return nil
    }
  }
}

/// Reads the parts of links (CommonMark, section 6.3).
struct LinkScanner {
  private let bytes: [UInt8]
  private(set) var index: Int

  init(_ bytes: [UInt8], at index: Int) {
    (self.bytes, self.index) = (bytes, index)
  }

  /// How many parentheses may be inside each other in a destination, so that reading all links of a text takes time in
  /// proportion to it.
  private static let mostParentheses = 32

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard let byte, byte == sign else { return false }
    index += 1
    return true
  }

  mutating func skipWhitespace() {
    while byte?.isWhitespace == true { index += 1 }
  }

  var isAtWhitespace: Bool { byte?.isWhitespace == true }

  /// Where the next line begins, if nothing is left of this one.
  var atEndOfLine: Int? {
    var end = index
    while end < bytes.count, bytes[end].isBlank { end += 1 }
    if end == bytes.count { return end }
    return bytes[end] == "\n" ? end + 1 : nil
  }

  /// A label in brackets, without them; `nil` if there is none.
  mutating func label() -> ArraySlice<UInt8>? {
    guard byte == "[" else { return nil }
    let start = index + 1
    var end = start
    while end < bytes.count, end - start <= 999 {
      switch bytes[end] {
      case "]":
        let label = bytes[start..<end]
        guard !label.allSatisfy(\.isWhitespace) else { return nil }
        index = end + 1
        return label
      case "[": return nil
      case "\\" where end + 1 < bytes.count && bytes[end + 1].isPunctuation: end += 2
      default: end += 1
      }
    }
    return nil
  }

  mutating func destination() -> ArraySlice<UInt8>? {
    byte == "<" ? bracketedDestination() : plainDestination()
  }

  private mutating func bracketedDestination() -> ArraySlice<UInt8>? {
    var end = index + 1
    while end < bytes.count {
      switch bytes[end] {
      case ">":
        defer { index = end + 1 }
        return bytes[(index + 1)..<end]
      case "<", "\n": return nil
      case "\\" where end + 1 < bytes.count && bytes[end + 1].isPunctuation: end += 2
      default: end += 1
      }
    }
    return nil
  }

  private mutating func plainDestination() -> ArraySlice<UInt8>? {
    let start = index
    var depth = 0
    scanning: while let byte {
      switch byte {
      case "\\" where index + 1 < bytes.count && bytes[index + 1].isPunctuation: index += 1
      case "(":
        depth += 1
        guard depth <= Self.mostParentheses else { return nil }
      case ")":
        guard depth > 0 else { break scanning }
        depth -= 1
      case 0...0x20, 0x7F: break scanning
      default: break
      }
      index += 1
    }
    // Only between parentheses may there be nothing.
    guard depth == 0, index > start || byte == ")" else { return nil }
    return bytes[start..<index]
  }

  /// A title in quotation marks or parentheses, without them; `nil` if there is none.
  mutating func title() -> ArraySlice<UInt8>? {
    let start = index + 1
    let closing: UInt8
    switch byte {
    case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: closing = bytes[index]
    case UInt8(ascii: "(")?: closing = UInt8(ascii: ")")
    default: return nil
    }
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      if byte == closing {
        index = end + 1
        return bytes[start..<end]
      }
      if byte == "(", closing == ")" { return nil }
      end += byte == "\\" && end + 1 < bytes.count && bytes[end + 1].isPunctuation ? 2 : 1
    }
    return nil
  }
}
