import FoundationEssentials
import Glibc

/// The limits of the tool itself (getrlimit(2)).
///
/// With too few files, threads or bytes of memory, parts of it would wait for each other for ever, or end without a
/// word. So it takes what it may, and says at once if that isn't enough.
enum OwnLimits {
  /// What is limited.
  enum Resource: CaseIterable {
    case openFiles, processes, memory, data
  }

  /// A limit that is lower than what the tool needs, and can't be raised.
  struct Lacking: CustomStringConvertible {
    let resource: Resource
    let allowed: UInt64

    var description: String {
      let needed = resource.least / resource.unit
      return """
        workbook may have no more than \(allowed / resource.unit) \(resource.words), and needs \(needed); \
        have that raised: ulimit -\(resource.letter) \(needed)
        """
    }
  }

  /// Raises those that are lower than the tool needs.
  ///
  /// - Returns: The first one that can't be; `nil` if all are enough.
  static func raise() -> Lacking? {
    for resource in Resource.allCases where !(resource == .processes && geteuid() == 0) {
      var limit = rlimit()
      guard getrlimit(resource.number, &limit) == 0, limit.rlim_cur < resource.least
      else { continue }
      limit.rlim_cur = min(limit.rlim_max, rlim_t(resource.most))
      guard setrlimit(resource.number, &limit) == 0, limit.rlim_cur >= resource.least else {
        return Lacking(resource: resource, allowed: UInt64(limit.rlim_cur))
      }
    }
    return nil
  }
}

extension OwnLimits.Resource {
  fileprivate var number: __rlimit_resource_t {
    switch self {
    case .openFiles: __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    // RLIMIT_NPROC, which glibc hides from Swift. It doesn't bind root.
    case .processes: 6
    case .memory: __rlimit_resource_t(RLIMIT_AS.rawValue)
    case .data: __rlimit_resource_t(RLIMIT_DATA.rawValue)
    }
  }

  /// What the tool needs; the more processors there are, the more it does at once.
  fileprivate var least: UInt64 {
    let processors = UInt64(ProcessInfo.processInfo.activeProcessorCount)
    return switch self {
    case .openFiles: min(1024, max(64, 40 + 12 * processors))
    case .processes: min(256, 16 + 4 * processors)
    case .memory, .data: 256 << 20
    }
  }

  /// What it takes where it has less: all that there is, but no more files than it needs, as programs that it starts may
  /// close as many as there may be.
  fileprivate var most: UInt64 { self == .openFiles ? least : .max }

  /// In how many of it the shell's `ulimit` counts.
  fileprivate var unit: UInt64 {
    switch self {
    case .openFiles, .processes: 1
    case .memory, .data: 1024
    }
  }

  fileprivate var words: String {
    switch self {
    case .openFiles: "open files"
    case .processes: "processes and threads of its user"
    case .memory: "KiB of memory"
    case .data: "KiB of data"
    }
  }

  /// The letter by which the shell's `ulimit` knows it (bash(1)).
  fileprivate var letter: Character {
    switch self {
    case .openFiles: "n"
    case .processes: "u"
    case .memory: "v"
    case .data: "d"
    }
  }
}
