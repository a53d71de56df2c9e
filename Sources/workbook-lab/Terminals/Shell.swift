import CLab
import Glibc
import LabProtocol

/// The child of the lab's first process that turns into a shell.
enum Shell {
  private static let environment = [
    "HOME=/home/reader", "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
    "PATH=\(FileSystem.path)", "PYTHONUNBUFFERED=1", "SHELL=/bin/sh",
    // A crashing Swift program would otherwise print a page of addresses.
    "SWIFT_BACKTRACE=enable=no", "TZ=UTC",
  ]

  /// What root of the lab can do besides what everybody can (capabilities(7)): own and change any file,
  /// end any process, change users, use low ports and raw sockets, all of it inside the lab.
  private static let rootCapabilities: Set<CInt> = [
    CInt(LAB_CAP_CHOWN), CInt(LAB_CAP_DAC_OVERRIDE), CInt(LAB_CAP_FOWNER), CInt(LAB_CAP_KILL),
    CInt(LAB_CAP_SETGID), CInt(LAB_CAP_SETUID), CInt(LAB_CAP_NET_BIND_SERVICE),
    CInt(LAB_CAP_NET_RAW),
  ]

  /// Runs a command line, never to return.
  ///
  /// Whatever fails here can be told only by the exit status; 127 is what a shell says of a command
  /// that it can't start.
  ///
  /// In a traced run, it waits at the gate until it is watched.
  static func become(
    _ command: LabRequest.Command, output: CInt, limits: Limits, gate: Gate?
  ) -> Never {
    do {
      try prepare(output: output, limits: limits, isRoot: command.isRoot)
      try gate?.wait()
    } catch {
      _exit(126)
    }
    let user = command.isRoot ? "root" : "reader"
    let arguments = cStrings(["sh", "-c", command.line])
    let variables = cStrings(environment + ["LOGNAME=\(user)", "USER=\(user)"])
    execve("/bin/sh", arguments, variables)
    _exit(127)
  }

  private static func prepare(
    output: CInt, limits: Limits, isRoot: Bool
  ) throws(LabFailure) {
    let purpose = LabFailure.Purpose.prepareCommand
    if isRoot {
      // First of all: what ties a process to its parent doesn't outlive it (prctl(2)).
      try require(.setresgid, to: purpose) { setresgid(0, 0, 0) }
      try require(.setresuid, to: purpose) { setresuid(0, 0, 0) }
    }
    try require(.setsid, to: purpose) { setsid() }
    try require(.prctl, to: purpose) { lab_set_parent_death_signal(SIGKILL) }
    let nothing = try require(.open, to: purpose) { open("/dev/null", O_RDONLY) }
    // None of the lab's own descriptors is inherited: they are all closed on exec.
    for (source, target) in [
      (nothing, STDIN_FILENO), (output, STDOUT_FILENO), (output, STDERR_FILENO),
    ] {
      try require(.dup2, to: purpose) { dup2(source, target) }
    }
    close(nothing)
    var none = sigset_t()
    sigemptyset(&none)
    try require(.sigprocmask, to: purpose) { sigprocmask(SIG_SETMASK, &none, nil) }
    // The process that started the tool may have made it ignore some, Ctrl-C above all.
    for number in 1..<65 { signal(CInt(number), SIG_DFL) }

    let resources: [(CInt, UInt64)] = [
      (CInt(LAB_CORE), 0), (CInt(LAB_CPU), limits.processorSeconds), (CInt(LAB_AS), limits.memory),
      (CInt(LAB_NPROC), UInt64(limits.processes)), (CInt(LAB_FSIZE), limits.fileSize),
      (CInt(LAB_NOFILE), limits.openFiles),
    ]
    for (resource, limit) in resources {
      try require(.setrlimit, to: purpose) { lab_set_limit(resource, limit) }
    }

    for capability in 0..<CInt(64) where !isRoot || !rootCapabilities.contains(capability) {
      // Fails after the last one that the kernel knows.
      guard lab_drop_capability(capability) == 0 else { break }
    }
    // Executing drops whatever isn't in that set; as an ordinary user, the rest, too (capabilities(7)).
    try require(.prctl, to: purpose) { lab_set_no_new_privileges() }
  }

  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}
