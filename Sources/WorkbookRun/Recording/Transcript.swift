package import FoundationEssentials
package import WorkbookModel

/// Cuts what programs print into lines.
package enum Transcript {
  private static let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  /// The lines of an output; a last line without an end counts as one.
  ///
  /// A newline ends a line. So do carriage returns and a newline, as a terminal does nothing more at them: it
  /// makes the one of the other by itself (`ONLCR` in termios(3)).
  package static func printedLines(of output: Data) -> [PrintedLine] {
    let bytes = Array(output)
    var lines: [PrintedLine] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: newline) {
      var line = bytes[start..<end]
      while line.last == carriageReturn { line.removeLast() }
      lines.append(PrintedLine(line))
      start = end + 1
    }
    if start < bytes.count { lines.append(PrintedLine(bytes[start...], hasEnd: false)) }
    return lines
  }

  /// The lines of an output as a page or a terminal can show them.
  ///
  /// A line is UTF-8 text. Bytes that aren't, and control characters other than tabs, appear as
  /// `\xHH`, so that what a terminal would act on is seen instead.
  package static func lines(of output: Data) -> [String] {
    printedLines(of: output).map(\.shown)
  }

  /// How many lines ``printedLines(of:)`` has.
  package static func lineCount(of output: Data) -> Int {
    let ends = output.count { $0 == newline }
    return ends + (output.isEmpty || output.last == newline ? 0 : 1)
  }
}
