import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// Where the process of a new shell waits, before it becomes the shell, until this process has what it needs of it.
///
/// That is the descriptor at which the kernel asks about calls (seccomp_unotify(2)), which is made in the child, and,
/// in a traced run, the tracer. What the child can't do until then, it tells here as well.
struct Gate {
  private let parent: CInt
  private let child: CInt

  init() throws(LabFailure) {
    var ends: [CInt] = [-1, -1]
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    try require(.socketpair, to: .startShell) { socketpair(AF_UNIX, type, 0, &ends) }
    parent = ends[0]
    child = try movedAside(ends[1], for: .startShell)
  }

  /// In the child: makes it possible to look into this process, and waits until that is done.
  func wait(in surroundings: Shell.Surroundings) throws(LabFailure) {
    let purpose = LabFailure.Purpose.beTraced
    // What was forked from the lab's first process can't be looked into, as that can't.
    try require(.prctl, to: purpose) { lab_set_dumpable(1) }
    let notices = try require(.seccomp, to: .noticeCalls) {
      lab_announce_noticed_calls(
        surroundings.isTraced ? 1 : 0, surroundings.machine.hasIPv6 ? 1 : 0)
    }
    try withUnsafeBytes(of: notices) { number throws(LabFailure) in
      try workbook_lab.write(number, to: child, for: purpose)
    }
    var byte: UInt8 = 0
    try require(.read, to: purpose) { read(child, &byte, 1) }
    close(notices)
    if surroundings.isTraced { try require(.seccomp, to: purpose) { lab_announce_watched_calls() } }
  }

  /// In the child: tells the parent what has failed, and ends.
  func fail(_ failure: LabFailure) -> Never {
    var message = withUnsafeBytes(of: CInt(-1)) { Array($0) }
    message += (try? JSONEncoder().encode(failure)).map(Array.init) ?? []
    try? workbook_lab.write(message, to: child, for: .beTraced)
    _exit(126)
  }

  /// In the parent: waits for the child to be ready, does what is to be done, and lets it go on.
  ///
  /// - Returns: The descriptor at which the kernel asks about the child's calls.
  func open(
    for process: pid_t, after work: () throws(LabFailure) -> Void
  ) throws(LabFailure) -> CInt {
    defer { close(parent) }
    // So that the child's end is the end of what can be read.
    close(child)
    let number = try readAnswer()
    let handle = try require(.open, to: .noticeCalls) { lab_open_process(process) }
    defer { close(handle) }
    let notices = try require(.open, to: .noticeCalls) { lab_take_descriptor(handle, number) }
    try work()
    try workbook_lab.write([0], to: parent, for: .noticeCalls)
    return notices
  }

  /// The number of the child's descriptor.
  ///
  /// - Throws: What has failed there.
  private func readAnswer() throws(LabFailure) -> CInt {
    var number: CInt = -1
    let count = try require(.read, to: .noticeCalls) {
      withUnsafeMutableBytes(of: &number) { read(parent, $0.baseAddress, $0.count) }
    }
    if count == MemoryLayout<CInt>.size, number >= 0 { return number }
    var message: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(parent, &buffer, buffer.count), count > 0 {
      message += buffer.prefix(count)
    }
    let known = try? JSONDecoder().decode(LabFailure.self, from: Data(message))
    // One that said nothing was killed.
    throw known ?? LabFailure(purpose: .prepareCommand, call: .read, code: EPIPE)
  }
}
