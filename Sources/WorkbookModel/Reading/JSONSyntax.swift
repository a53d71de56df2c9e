import FoundationEssentials

/// Finds the place where a text stops being JSON (RFC 8259).
///
/// Foundation decodes the configuration, but tells only that it is malformed.
struct JSONSyntax {
  private let bytes: [UInt8]
  private var index = 0

  private struct Mistake: Error {}

  /// Where the first mistake is, in bytes; `nil` if the text is JSON.
  static func firstMistake(in bytes: some Collection<UInt8>) -> Int? {
    var scanner = JSONSyntax(bytes: Array(bytes))
    do {
      try scanner.value(depth: 0)
      scanner.skipSpace()
      return scanner.index == scanner.bytes.count ? nil : scanner.index
    } catch {
      return scanner.index
    }
  }

  /// The place of the first mistake in a file; `nil` if the file is JSON.
  static func firstMistake(in data: Data, of file: String) -> SourceLocation? {
    guard let offset = firstMistake(in: data) else { return nil }
    let lines = data.prefix(offset).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return SourceLocation(
      file: file, line: max(1, lines.count),
      column: String(decoding: lines.last ?? Data(), as: UTF8.self).count + 1)
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) throws(Mistake) {
    guard next == UInt8(ascii: character) else { throw Mistake() }
    index += 1
  }

  private mutating func value(depth: Int) throws(Mistake) {
    guard depth < 100 else { throw Mistake() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try list("{", "}", depth: depth, hasKeys: true)
    case UInt8(ascii: "["): try list("[", "]", depth: depth, hasKeys: false)
    case UInt8(ascii: "\""): try string()
    default: try word()
    }
  }

  private mutating func list(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, depth: Int, hasKeys: Bool
  ) throws(Mistake) {
    try take(opening)
    skipSpace()
    if next == UInt8(ascii: closing) {
      index += 1
      return
    }
    while true {
      if hasKeys {
        skipSpace()
        try string()
        skipSpace()
        try take(":")
      }
      try value(depth: depth + 1)
      skipSpace()
      if next == UInt8(ascii: closing) {
        index += 1
        return
      }
      try take(",")
    }
  }

  private mutating func string() throws(Mistake) {
    try take("\"")
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw Mistake() }
      index += byte == UInt8(ascii: "\\") && index + 1 < bytes.count ? 2 : 1
    }
    try take("\"")
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(Mistake) {
    let word = bytes[index...].prefix { byte in
      byte > 0x20 && !",:]}[{\"".utf8.contains(byte)
    }
    let text = String(decoding: word, as: UTF8.self)
    let isNumber = text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    guard isNumber || ["true", "false", "null"].contains(text) else { throw Mistake() }
    index += word.count
  }
}
