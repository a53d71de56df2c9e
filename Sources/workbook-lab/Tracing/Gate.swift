import CLab
import Glibc
import LabProtocol

/// Where a new process waits until its tracer watches it.
struct Gate {
  private let parent: CInt
  private let child: CInt

  init() throws(LabFailure) {
    var ends: [CInt] = [-1, -1]
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    try require(.socketpair, to: .tracePrograms) { socketpair(AF_UNIX, type, 0, &ends) }
    (parent, child) = (ends[0], ends[1])
  }

  /// In the child: makes it possible to trace this process, and waits until that is so.
  func wait() throws(LabFailure) {
    let purpose = LabFailure.Purpose.beTraced
    // What was forked from the lab's first process can't be looked into, as that can't.
    try require(.prctl, to: purpose) { lab_set_dumpable(1) }
    try workbook_lab.write([0], to: child, for: purpose)
    var byte: UInt8 = 0
    try require(.read, to: purpose) { read(child, &byte, 1) }
    try require(.seccomp, to: purpose) { lab_announce_watched_calls() }
  }

  /// In the parent: waits for the child to be ready, does what is to be done, and lets it go on.
  func open(after work: () throws(LabFailure) -> Void) throws(LabFailure) {
    defer { close(parent) }
    // So that the child's end is the end of what can be read.
    close(child)
    var byte: UInt8 = 0
    let count = try require(.read, to: .tracePrograms) { read(parent, &byte, 1) }
    // It has failed, which its exit status tells.
    guard count == 1 else { return }
    try work()
    try workbook_lab.write([0], to: parent, for: .tracePrograms)
  }
}
