/// How long a word may be for which another one is looked for, in characters.
private let longestWord = 100

extension Sequence<String> {
  /// The word that was probably meant: the most similar one, if it is similar at all.
  package func nearest(to word: String) -> String? {
    let length = word.count
    // What is longer isn't a word that somebody has misspelt.
    guard length <= longestWord else { return nil }
    let limit = Swift.max(1, (length + 1) / 3)
    return filter { abs($0.count - length) <= limit }
      .map { (word: $0, distance: editDistance($0, word)) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
  }
}

/// How many letters must be put in, taken out or exchanged to get from one word to the other
/// (Levenshtein's distance).
package func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (i, letter) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in right.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[right.count]
}
