package import FoundationEssentials

/// Turns what programs print into lines that a page, a diff and a chapter can hold.
package enum Transcript {
  /// The lines of an output; a last line without an end counts as one.
  ///
  /// A line is UTF-8 text. Bytes that aren't, and control characters other than tabs, appear as
  /// `\xHH`, so that what a terminal would act on is seen instead.
  package static func lines(of output: Data) -> [String] {
    var lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(printable)
  }

  /// How many lines ``lines(of:)`` has.
  package static func lineCount(of output: Data) -> Int {
    let ends = output.count { $0 == UInt8(ascii: "\n") }
    return ends + (output.isEmpty || output.last == UInt8(ascii: "\n") ? 0 : 1)
  }

  private static func printable(_ bytes: Data) -> String {
    var text = ""
    var decoder = UTF8()
    var rest = bytes
    decoding: while !rest.isEmpty {
      var iterator = rest.makeIterator()
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        rest = rest.dropFirst(UTF8.width(scalar))
        if isControl(scalar) {
          for byte in String(scalar).utf8 { text += escaped(byte) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      case .error:
        text += escaped(rest[rest.startIndex])
        rest = rest.dropFirst()
      case .emptyInput: break decoding
      }
      // A decoder that has met an error has read ahead.
      decoder = UTF8()
    }
    return text
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\t" && scalar.properties.generalCategory == .control
  }

  private static func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + (digits.count == 1 ? "0" : "") + digits
  }
}
