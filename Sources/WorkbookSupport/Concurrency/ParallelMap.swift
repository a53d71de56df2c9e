import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// Transforms the elements on all processors, and keeps their order.
  ///
  /// It is for work that waits for nothing; the caller's thread takes part in it.
  ///
  /// - Parameter transform: Makes a result of an element.
  /// - Returns: The results, in the order of the elements, when all are there.
  package func parallelMap<Result: Sendable>(
    _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    let results = Mutex<[Result?]>(.init(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = transform(self[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
