import CLab
import Glibc

/// Where a stopped program is, by the frames of its functions.
///
/// The compiler of Swift keeps frames if it is told to. The C library doesn't, and its functions aren't wanted.
enum CallStack {
  /// How many functions deep is looked.
  private static let mostFrames = 64

  /// Follows the frames of a stopped thread outwards, as far as they are kept.
  ///
  /// - Parameters:
  ///   - thread: The stopped thread.
  ///   - process: Its process.
  ///   - image: Where the process's executable is loaded.
  /// - Returns: Offsets from there, each within a call, without those of other libraries.
  static func addresses(
    of thread: pid_t, in process: pid_t, image: Range<UInt64>
  ) -> [UInt64] {
    let memory = ForeignMemory(process: process)
    var addresses: [UInt64] = []
    var frame: UInt64 = 0
    guard lab_frame(thread, &frame) == 0 else { return [] }
    for _ in 0..<mostFrames {
      // The frame of the calling function, and where that goes on.
      guard let next = memory.read(frame, as: (UInt64, UInt64).self) else { break }
      if image.contains(next.1), next.1 > image.lowerBound {
        addresses.append(next.1 - image.lowerBound - 1)
      }
      guard next.0 > frame else { break }
      frame = next.0
    }
    return addresses
  }

  /// Where a process's executable is loaded.
  static func image(of process: pid_t) -> Range<UInt64>? {
    guard let executable = linkTarget(of: "/proc/\(process)/exe"),
      let maps = text(of: "/proc/\(process)/maps")
    else { return nil }
    // Lines such as 55d0c000-55d0d000 r--p 00000000 08:01 4711 /usr/bin/env (proc_pid_maps(5)).
    let ranges = maps.split(separator: "\n").filter { $0.hasSuffix(" \(executable)") }
      .compactMap { line -> Range<UInt64>? in
        let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap {
          UInt64($0, radix: 16)
        }
        return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
      }
    guard let first = ranges.first, let last = ranges.last else { return nil }
    return first.lowerBound..<last.upperBound
  }
}
