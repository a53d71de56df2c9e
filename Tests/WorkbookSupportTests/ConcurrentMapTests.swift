import Synchronization
import Testing
import WorkbookSupport

@Suite struct ConcurrentMapTests {
  @Test(arguments: [1, 3, 100])
  func `so many are transformed at once and no more, and their order stays`(
    limit: Int
  ) async throws {
    let running = Mutex((now: 0, most: 0))
    let results = try await Array(0..<20).concurrentMap(limit: limit) { number in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      // Others may begin meanwhile, and the earlier ones end later.
      for _ in 0..<(100 - number) { await Task.yield() }
      running.withLock { $0.now -= 1 }
      return number * 2
    }
    #expect(results == (0..<20).map { $0 * 2 })
    #expect(running.withLock(\.most) <= limit)
  }

  @Test func `the first error ends it`() async {
    struct Failure: Error {}
    await #expect(throws: Failure.self) {
      _ = try await [1, 2, 3].concurrentMap(limit: 2) { number in
        if number == 2 { throw Failure() }
        return number
      }
    }
  }

  @Test func `what waits for nothing keeps its order too`() {
    #expect(Array(0..<100).parallelMap { $0 + 1 } == Array(1...100))
  }
}
