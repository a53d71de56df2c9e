import FoundationEssentials
import WorkbookRun
import WorkbookSupport

/// The first line of a file that isn't what it should be.
package struct PageDifference: Hashable, Sendable {
  /// The line of the file, counted from 1.
  package let line: Int
  /// What it says, from where it differs; empty behind the end of the file.
  package let old: String
  /// What it should say, from there.
  package let new: String

  /// How much of a line is told, in characters.
  private static let mostCharacters = 200

  /// Tells where a file differs.
  ///
  /// - Parameters:
  ///   - file: The file's bytes.
  ///   - position: Where they begin to differ.
  ///   - piece: What the file should say.
  ///   - offset: Where that begins to differ, in bytes.
  ///   - headLines: How many lines more the file has before that.
  init(
    in file: Data, at position: Int, from piece: String, at offset: Int, _ headLines: Int = 0
  ) {
    line = file.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1 + headLines
    old = Self.words(Data(file.dropFirst(position)))
    new = Self.words(Data(piece.utf8.dropFirst(offset)))
  }

  /// What is left of a line, as a terminal can show it: the file may be a stranger's.
  private static func words(_ bytes: Data) -> String {
    let line = bytes.prefix(4 * mostCharacters).prefix { $0 != UInt8(ascii: "\n") }
    return String((Transcript.lines(of: Data(line)).first ?? "").prefix(mostCharacters))
  }
}
