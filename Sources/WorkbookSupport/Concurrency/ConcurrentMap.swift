extension Collection where Self: Sendable, Element: Sendable {
  /// Transforms the elements, several at a time, and keeps their order.
  ///
  /// - Parameters:
  ///   - limit: How many are transformed at once, at least 1.
  ///   - transform: Makes a result of an element.
  /// - Returns: The results, in the order of the elements.
  /// - Throws: The first error; the rest is cancelled and awaited first.
  package func concurrentMap<Result: Sendable>(
    limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results: [Result?] = Array(repeating: nil, count: count)
      for (index, element) in enumerated() {
        if index >= limit, let (finished, result) = try await group.next() {
          results[finished] = result
        }
        group.addTask { (index, try await transform(element)) }
      }
      for try await (finished, result) in group { results[finished] = result }
      return results.compactMap(\.self)
    }
  }
}
