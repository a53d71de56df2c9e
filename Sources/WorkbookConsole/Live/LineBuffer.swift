package import FoundationEssentials
import WorkbookRun

/// Cuts what a terminal prints, piece by piece, into lines.
package struct LineBuffer: Sendable {
  /// What came after the last whole line.
  private var pending = Data()

  package init() {}

  /// Takes in some bytes.
  ///
  /// - Returns: The lines that are whole now.
  package mutating func append(_ bytes: Data) -> [String] {
    let all = pending + bytes
    let end = all.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? all.startIndex
    pending = Data(all[end...])
    return Transcript.lines(of: Data(all[..<end]))
  }

  /// Takes out the last line, which has no end.
  ///
  /// - Returns: The line; none if everything that came is in lines with an end.
  package mutating func flush() -> [String] {
    defer { pending = Data() }
    return Transcript.lines(of: pending)
  }
}
