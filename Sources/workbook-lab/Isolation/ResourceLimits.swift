import CLab
import Glibc
import LabProtocol

/// The limits of a lab's programs: the same on every machine, whatever limits the tool was started with.
struct ResourceLimits {
  private let values: [(resource: LimitedResource, value: UInt64)]
  /// What is limited by the others already, or hardly ever used; where less is allowed, that is enough.
  private let others: [(resource: LimitedResource, value: UInt64)]

  /// - Parameters:
  ///   - limits: What the example may use.
  ///   - machine: What its machine is like.
  init(_ limits: Limits, on machine: Machine) {
    values = [
      (.processorTime, limits.processorSeconds), (.memory, limits.memory),
      (.data, limits.memory), (.processes, UInt64(limits.processes)),
      (.fileSize, limits.fileSize), (.openFiles, limits.openFiles),
      (.stack, machine.stackSize), (.niceness, 0), (.realTimePriority, 0),
    ]
    others = [
      (.coreFile, Self.coreFileSize(ifPattern: text(of: "/proc/sys/kernel/core_pattern") ?? "")),
      (.residentMemory, limits.memory), (.locks, 1024), (.pendingSignals, 1024),
      (.lockedMemory, 64 << 10), (.messageQueues, 819_200), (.realTime, 1_000_000),
    ]
  }

  /// How large the core file of a program that crashes may be, so that it leaves none.
  ///
  /// Where the machine gives what is left to a program (core(5)), 0 doesn't limit it, and a shell would say
  /// "(core dumped)"; 1 does.
  ///
  /// - Parameter pattern: What `/proc/sys/kernel/core_pattern` holds.
  /// - Returns: The size, in bytes.
  static func coreFileSize(ifPattern pattern: String) -> UInt64 { pattern.hasPrefix("|") ? 1 : 0 }

  /// Frees this process from what it was started with, and makes sure that all limits can be set later.
  ///
  /// Root may go beyond what it was given, but not in a user namespace of its own (setrlimit(2)); so this comes before.
  ///
  /// - Throws: ``LabFailure`` with the first limit that is lower than what is needed.
  func makeRoom() throws(LabFailure) {
    for (resource, value) in values {
      var given = rlimit()
      let purpose = LabFailure.Purpose.prepareCommand
      try require(.setrlimit, to: purpose) { lab_get_limit(resource.number, &given) }
      let needed = rlim_t(value) + (resource == .processorTime ? 1 : 0)
      var wanted = rlimit(
        rlim_cur: max(given.rlim_max, needed), rlim_max: max(given.rlim_max, needed))
      guard lab_change_limit(resource.number, &wanted) != 0 else { continue }
      throw LabFailure(
        purpose: .limit(resource, needed: value, allowed: UInt64(given.rlim_max)), call: .setrlimit,
        code: errno)
    }
  }

  /// Sets all of them for this process.
  func set() throws(LabFailure) {
    for (resource, value) in values {
      try require(.setrlimit, to: .prepareCommand) { lab_set_limit(resource.number, value) }
    }
    for (resource, value) in others {
      var given = rlimit()
      try require(.setrlimit, to: .prepareCommand) { lab_get_limit(resource.number, &given) }
      try require(.setrlimit, to: .prepareCommand) {
        lab_set_limit(resource.number, min(value, UInt64(given.rlim_max)))
      }
    }
  }
}

extension LimitedResource {
  fileprivate var number: CInt {
    let number =
      switch self {
      case .coreFile: LAB_CORE
      case .processorTime: LAB_CPU
      case .data: LAB_DATA
      case .fileSize: LAB_FSIZE
      case .locks: LAB_LOCKS
      case .lockedMemory: LAB_MEMLOCK
      case .messageQueues: LAB_MSGQUEUE
      case .niceness: LAB_NICE
      case .openFiles: LAB_NOFILE
      case .memory: LAB_AS
      case .processes: LAB_NPROC
      case .residentMemory: LAB_RSS
      case .realTimePriority: LAB_RTPRIO
      case .realTime: LAB_RTTIME
      case .pendingSignals: LAB_SIGPENDING
      case .stack: LAB_STACK
      }
    return CInt(number)
  }
}
