extension NearestOrder {
  /// Lines without holes that stand once in the chapter and were printed once, as many as are in the same order.
  func anchors(
    _ rows: Range<Int>, _ columns: Range<Int>
  ) -> [(row: Int, column: Int)] {
    var places: [[UInt8]: (row: Int?, column: Int?, isUnique: Bool)] = [:]
    for row in rows {
      guard !self.rows[row].isAnyLines, let text = self.rows[row].literal else { continue }
      let isUnique = places[text] == nil
      places[text] = (row, nil, isUnique)
    }
    for column in columns {
      let text = table.lines[column].bytes
      guard let place = places[text] else { continue }
      places[text] = (place.row, column, place.isUnique && place.column == nil)
    }
    let pairs = places.values.compactMap { place -> (row: Int, column: Int)? in
      guard place.isUnique, let row = place.row, let column = place.column,
        self.rows[row].hasEnd == table.lines[column].hasEnd
      else { return nil }
      return (row, column)
    }.sorted { $0.row < $1.row }
    return Self.longestIncreasing(pairs)
  }

  /// As many pairs as have rising columns, too (by piles, as in the game of patience).
  private static func longestIncreasing(
    _ pairs: [(row: Int, column: Int)]
  ) -> [(row: Int, column: Int)] {
    var piles: [Int] = []
    var before: [Int?] = []
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, piles.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[piles[middle]].column < pair.column { low = middle + 1 } else { high = middle }
      }
      before.append(low > 0 ? piles[low - 1] : nil)
      if low == piles.count { piles.append(index) } else { piles[low] = index }
    }
    var chosen: [(row: Int, column: Int)] = []
    var next = piles.last
    while let index = next {
      chosen.append(pairs[index])
      next = before[index]
    }
    return chosen.reversed()
  }
}
