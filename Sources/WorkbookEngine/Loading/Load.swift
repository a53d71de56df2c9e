import Glibc
import Synchronization

/// Threads that do nothing but keep processors busy.
struct Load {
  private final class Flag: Sendable {
    let isUp = Atomic(false)
  }

  private let flag = Flag()
  private let threads: [pthread_t]

  init(threads count: Int) {
    let flag = flag
    threads = (0..<count).map { _ in
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(flag).toOpaque()
      let code = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let flag = Unmanaged<Flag>.fromOpaque(argument).takeRetainedValue()
          while !flag.isUp.load(ordering: .relaxed) {}
          return nil
        }, argument)
      precondition(code == 0, "no thread could be started")
      return thread
    }
  }

  /// Ends the threads, and waits for their end.
  func end() {
    flag.isUp.store(true, ordering: .relaxed)
    for thread in threads { pthread_join(thread, nil) }
  }
}
