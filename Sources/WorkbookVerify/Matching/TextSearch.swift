/// Finds a text in others, in a time that grows with their length (Knuth, Morris and Pratt).
struct TextSearch {
  let text: [UInt8]
  /// How long the longest beginning of the text is that also ends its first so many bytes.
  private let borders: [Int]

  init(for text: [UInt8]) {
    self.text = text
    var borders = [Int](repeating: 0, count: text.count)
    var length = 0
    for index in text.indices.dropFirst() {
      while length > 0, text[index] != text[length] { length = borders[length - 1] }
      if text[index] == text[length] { length += 1 }
      borders[index] = length
    }
    self.borders = borders
  }

  /// Where it stands first, from a place on.
  func first(in line: [UInt8], from start: Int) -> Int? {
    guard !text.isEmpty else { return start <= line.count ? start : nil }
    var length = 0
    var index = start
    while index < line.count {
      while length > 0, line[index] != text[length] { length = borders[length - 1] }
      if line[index] == text[length] { length += 1 }
      index += 1
      if length == text.count { return index - length }
    }
    return nil
  }
}
