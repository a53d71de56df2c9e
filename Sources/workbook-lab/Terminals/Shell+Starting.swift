import CLab
import Glibc
import LabProtocol

extension Shell {
  /// Who types in a window, and what its programs may use and see.
  struct Surroundings {
    /// Whether root of the lab types there.
    let isRoot: Bool
    let limits: Limits
    let machine: Machine
    /// Whether the run is traced.
    let isTraced: Bool

    fileprivate var environment: [String: String] {
      let user = isRoot ? "root" : "reader"
      var variables = [
        "HOME": "/home/reader", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LOGNAME": user,
        // Tools that colour, page or redraw what they print on a terminal don't.
        "NO_COLOR": "1", "PAGER": "cat", "PATH": FileSystem.path, "SHELL": "/bin/sh",
        // A crashing Swift program would otherwise print a page of addresses.
        "SWIFT_BACKTRACE": "enable=no", "TERM": "dumb", "TZ": "UTC", "USER": user,
      ]
      variables.merge(machine.environment) { $1 }
      if let library = machine.library {
        variables["LD_PRELOAD"] = FileSystem.path(ofProgram: library)
      }
      return variables
    }
  }

  /// What root of the lab can do besides what everybody can (capabilities(7)): own and change any file,
  /// end any process, change users, use low ports and raw sockets, all of it inside the lab.
  private static let rootCapabilities: Set<CInt> = [
    CInt(LAB_CAP_CHOWN), CInt(LAB_CAP_DAC_OVERRIDE), CInt(LAB_CAP_FOWNER), CInt(LAB_CAP_KILL),
    CInt(LAB_CAP_SETGID), CInt(LAB_CAP_SETUID), CInt(LAB_CAP_NET_BIND_SERVICE),
    CInt(LAB_CAP_NET_RAW),
  ]

  /// Turns this process into the shell, never to return.
  static func become(
    on terminal: PseudoTerminal, line: ShellLine, in surroundings: Surroundings, gate: Gate
  ) -> Never {
    do {
      try prepare(on: terminal, line: line, in: surroundings)
      try gate.wait(in: surroundings)
    } catch {
      gate.fail(error)
    }
    let arguments = cStrings(["sh", "-i"])
    let variables = cStrings(surroundings.environment.map { "\($0)=\($1)" }.sorted())
    if let file = FileSystem.shellFile { execve(file, arguments, variables) }
    _exit(127)
  }

  private static func prepare(
    on terminal: PseudoTerminal, line: ShellLine, in surroundings: Surroundings
  ) throws(LabFailure) {
    let purpose = LabFailure.Purpose.prepareCommand
    if surroundings.isRoot {
      // First of all: what ties a process to its parent doesn't outlive it (prctl(2)).
      try require(.setresgid, to: purpose) { setresgid(0, 0, 0) }
      try require(.setresuid, to: purpose) { setresuid(0, 0, 0) }
    }
    try require(.setsid, to: purpose) { setsid() }
    try require(.prctl, to: purpose) { lab_set_parent_death_signal(SIGKILL) }
    try terminal.control()
    let nothing = try movedAside(
      try require(.open, to: purpose) { open("/dev/null", O_RDWR | O_CLOEXEC) }, for: purpose)
    // What the shell prints when it ends is shown.
    let output = try movedAside(
      try require(.open, to: purpose) { open(terminal.path, O_RDWR | O_NOCTTY | O_CLOEXEC) },
      for: purpose)
    // Nothing else is inherited: all other descriptors are closed on exec.
    try line.take(as: [STDIN_FILENO, statusDescriptor])
    try require(.dup2, to: purpose) { dup2(output, STDOUT_FILENO) }
    try require(.dup2, to: purpose) { dup2(nothing, STDERR_FILENO) }
    var none = sigset_t()
    sigemptyset(&none)
    try require(.sigprocmask, to: purpose) { sigprocmask(SIG_SETMASK, &none, nil) }
    // The process that started the tool may have made it ignore some, Ctrl-C above all.
    for number in CInt(1)..<65 { _ = lab_reset_signal(number) }

    let machine = surroundings.machine
    umask(mode_t(machine.umask))
    if machine.niceness > 0 { try shareLess(machine.niceness) }
    if let count = machine.processors {
      try require(.schedSetaffinity, to: purpose) { lab_use_processors(CInt(count)) }
    }
    try ResourceLimits(surroundings.limits, on: machine).set()

    for capability in 0..<CInt(64)
    where !surroundings.isRoot || !rootCapabilities.contains(capability) {
      // Fails after the last one that the kernel knows.
      guard lab_drop_capability(capability) == 0 else { break }
    }
    // Executing drops whatever isn't in that set; as an ordinary user, the rest, too (capabilities(7)).
    try require(.prctl, to: purpose) { lab_set_no_new_privileges() }
  }

  /// Gives this process less of a processor than others (nice(2)), and its session, too.
  ///
  /// Where sessions share processors (sched(7), "The autogroup feature"), what the former says counts within one only.
  /// The kernel takes ten of the latter a second.
  private static func shareLess(_ niceness: Int32) throws(LabFailure) {
    try require(.setpriority, to: .prepareCommand) {
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }
    // What was forked from the lab's first process can't write there, as that can't be looked into.
    try require(.prctl, to: .prepareCommand) { lab_set_dumpable(1) }
    for attempt in 1...200 {
      do {
        return try write("\(niceness)".utf8, toFile: "/proc/self/autogroup")
      } catch {
        // Kernels without it don't need it.
        guard error.code != ENOENT else { return }
        guard error.code == EAGAIN, attempt < 200 else { throw error }
        poll(nil, 0, 50)
      }
    }
  }

  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}
