import FoundationEssentials
import Glibc

/// The processors that the tool runs on, and the programs that it starts from now on (sched_setaffinity(2)).
struct Processors {
  private typealias Call = @convention(c) (pid_t, Int, UnsafeMutablePointer<cpu_set_t>) -> CInt

  /// Those that the tool had.
  private let former: cpu_set_t

  /// Lets the tool run on one processor only, so that programs take turns.
  ///
  /// - Returns: What gives it back the others; `nil` where the system doesn't say which there are.
  static func limitToOne() -> Processors? {
    var former = cpu_set_t()
    guard let call = call("sched_getaffinity"), call(0, MemoryLayout<cpu_set_t>.size, &former) >= 0
    else { return nil }
    var one = cpu_set_t()
    withUnsafeBytes(of: former) { all in
      withUnsafeMutableBytes(of: &one) { one in
        guard let index = all.indices.first(where: { all[$0] != 0 }) else { return }
        // The lowest bit alone.
        one[index] = all[index] & (~all[index] &+ 1)
      }
    }
    set(one)
    return Processors(former: former)
  }

  /// Lets the tool run on all of them again.
  func restore() { Self.set(former) }

  /// A program has the processors of the thread that starts it, which may be any.
  private static func set(_ processors: cpu_set_t) {
    guard let call = call("sched_setaffinity") else { return }
    var processors = processors
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    for thread in threads.compactMap({ pid_t($0) }) {
      _ = call(thread, MemoryLayout<cpu_set_t>.size, &processors)
    }
  }

  /// Swift doesn't see what glibc declares for `_GNU_SOURCE` alone.
  private static func call(_ name: String) -> Call? {
    dlsym(nil, name).map { unsafeBitCast($0, to: Call.self) }
  }
}
