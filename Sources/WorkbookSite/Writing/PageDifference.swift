import FoundationEssentials

/// The first line of a file that isn't what it should be.
package struct PageDifference: Hashable, Sendable {
  /// The line, counted from 1.
  package let line: Int
  /// What it says; empty behind the end of the file.
  package let old: String
  /// What it should say.
  package let new: String

  /// How much of a line is told, in characters.
  private static let mostCharacters = 200

  /// Finds the line.
  ///
  /// - Parameters:
  ///   - file: The file's bytes.
  ///   - start: Where in it the piece should be.
  ///   - piece: What it should say there, which it doesn't.
  init(from file: Data, at start: Int, to piece: String) {
    let rest = file.dropFirst(start)
    let same = zip(rest, piece.utf8).prefix { $0 == $1 }.count
    // A line may have begun in the piece before.
    let place = start + same
    let newline = UInt8(ascii: "\n")
    let lineStart = file.prefix(place).lastIndex(of: newline).map { $0 + 1 } ?? file.startIndex
    line = file.prefix(place).count { $0 == newline } + 1
    let before = file[lineStart..<file.startIndex + place]
    func text(_ bytes: some Collection<UInt8>) -> String {
      let line = Array(before) + Array(bytes.prefix { $0 != newline })
      return String(String(decoding: line, as: UTF8.self).prefix(Self.mostCharacters))
    }
    old = text(rest.dropFirst(same))
    new = text(piece.utf8.dropFirst(same))
  }
}
