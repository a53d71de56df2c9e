/// Pairs rows with columns, as many as can be, while rows are added (Kuhn's way, along augmenting paths).
struct BipartiteMatching {
  private let columns: [Int]
  /// The columns that have no row, in their order.
  private var free: [Int]
  private var owners: [Int: Int] = [:]
  /// The column of each row that has one.
  private(set) var partners: [Int: Int] = [:]

  init(columns: [Int]) {
    (self.columns, free) = (columns, columns)
  }

  /// Gives a row a column, if need be by giving other rows others.
  mutating func add(_ row: Int, fits: (_ row: Int, _ column: Int) -> Bool) {
    if let index = free.firstIndex(where: { fits(row, $0) }) {
      let column = free.remove(at: index)
      (owners[column], partners[row]) = (row, column)
      return
    }
    // From which row each column was reached.
    var origins: [Int: Int] = [:]
    var rows = [row]
    var index = 0
    while index < rows.count {
      let current = rows[index]
      index += 1
      for column in columns where origins[column] == nil && fits(current, column) {
        origins[column] = current
        guard let owner = owners[column] else {
          return exchange(endingWith: column, origins)
        }
        rows.append(owner)
      }
    }
  }

  private mutating func exchange(endingWith last: Int, _ origins: [Int: Int]) {
    free.removeAll { $0 == last }
    var next: Int? = last
    while let column = next, let row = origins[column] {
      next = partners[row]
      (owners[column], partners[row]) = (row, column)
    }
  }
}
