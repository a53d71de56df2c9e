import FoundationEssentials
import Glibc

/// The limits of the tool itself (getrlimit(2)).
///
/// With too few files, threads or bytes of memory, parts of it would wait for each other for ever, or end without a
/// word. So it takes what it may, and says at once if that isn't enough.
enum OwnLimits {
  /// A limit that is lower than what the tool needs.
  struct Lacking: CustomStringConvertible {
    let kind: Kind
    let allowed: UInt64

    var description: String {
      """
      workbook may have no more than \(allowed / kind.unit) \(kind.words), and needs \(kind.least / kind.unit); \
      have that raised: ulimit -\(kind.letter) \(kind.least / kind.unit)
      """
    }
  }

  struct Kind {
    fileprivate let resource: __rlimit_resource_t
    fileprivate let least: UInt64
    /// In how many of it the shell's `ulimit` counts.
    fileprivate let unit: UInt64
    fileprivate let words: String
    fileprivate let letter: Character

    /// What the tool needs; the more processors there are, the more it does at once.
    fileprivate static var all: [Kind] {
      let processors = UInt64(ProcessInfo.processInfo.activeProcessorCount)
      return [
        Kind(
          resource: __rlimit_resource_t(RLIMIT_NOFILE.rawValue),
          least: min(1024, max(64, 40 + 12 * processors)), unit: 1,
          words: "open files", letter: "n"),
        Kind(
          // RLIMIT_NPROC, which glibc hides from Swift.
          resource: 6, least: min(256, 16 + 4 * processors), unit: 1,
          words: "processes and threads of its user", letter: "u"),
        Kind(
          resource: __rlimit_resource_t(RLIMIT_AS.rawValue), least: 256 << 20, unit: 1024,
          words: "KiB of memory", letter: "v"),
        Kind(
          resource: __rlimit_resource_t(RLIMIT_DATA.rawValue), least: 256 << 20, unit: 1024,
          words: "KiB of data", letter: "d"),
      ]
    }
  }

  /// Raises those that are lower than the tool needs.
  ///
  /// - Returns: The first one that can't be; `nil` if all are enough.
  static func raise() -> Lacking? {
    for kind in Kind.all {
      var limit = rlimit()
      // Processes of root aren't counted.
      guard getrlimit(kind.resource, &limit) == 0, limit.rlim_cur < kind.least,
        kind.letter != "u" || geteuid() != 0
      else { continue }
      // Programs that close all files that there may be take long where that is a million.
      let isMemory = [RLIMIT_AS, RLIMIT_DATA].contains {
        __rlimit_resource_t($0.rawValue) == kind.resource
      }
      limit.rlim_cur = isMemory ? limit.rlim_max : min(limit.rlim_max, rlim_t(kind.least))
      guard setrlimit(kind.resource, &limit) == 0, limit.rlim_cur >= kind.least else {
        return Lacking(kind: kind, allowed: UInt64(limit.rlim_cur))
      }
    }
    return nil
  }
}
