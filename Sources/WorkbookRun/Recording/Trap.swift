import FoundationEssentials
import Glibc
import LabProtocol

/// The end of a program that stopped itself since it couldn't go on, as a Swift program does at an error that nothing
/// catches.
///
/// Compilers have an instruction for it, which isn't allowed on any processor of its kind. For `ud2` of x86-64 Linux
/// sends `SIGILL`, for `brk` of arm64 `SIGTRAP`, so a shell says 132 here and 133 there. A recording has the end of
/// x86-64 on every processor: the same example has one transcript and one page.
package enum Trap {
  /// A kind of processor.
  package enum Processor: Hashable, Sendable, CaseIterable {
    case x86, arm64

    #if arch(arm64)
    package static let current = Processor.arm64
    #else
    package static let current = Processor.x86
    #endif
  }

  private static let trapped = ExitStatus.signaled(SIGTRAP).shellStatus
  private static let illegal = ExitStatus.signaled(SIGILL).shellStatus

  /// The numbers that shells show as `$?` of a program that stopped itself: on x86-64, and on arm64.
  package static let statuses = [illegal, trapped]

  /// Whether two exit statuses are the same on one or another processor.
  package static func isSame(_ status: Int32, _ other: Int32) -> Bool {
    status == other || statuses.contains(status) && statuses.contains(other)
  }

  /// A status as a recording has it.
  static func canonical(_ status: ExitStatus, on processor: Processor = .current) -> ExitStatus {
    guard processor == .arm64, status.shellStatus == trapped else { return status }
    return switch status {
    case .exited: .exited(illegal)
    case .signaled: .signaled(SIGILL)
    }
  }

  /// What a window showed, as a recording has it: a shell says with a line of its own that a signal ended a program.
  static func canonical(_ output: Data, on processor: Processor = .current) -> Data {
    guard processor == .arm64 else { return output }
    let (here, there) = (Data("Trace/breakpoint trap".utf8), Data("Illegal instruction".utf8))
    let dumped = Data(" (core dumped)".utf8)
    var lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for index in lines.indices where lines[index].starts(with: here) {
      let rest = lines[index].dropFirst(here.count)
      let end = rest.last == UInt8(ascii: "\r") ? rest.dropLast() : rest
      if end.isEmpty || end == dumped { lines[index] = there + rest }
    }
    return Data(lines.joined(separator: [UInt8(ascii: "\n")]))
  }
}
