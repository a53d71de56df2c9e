import CLab
import Glibc
import LabProtocol

/// The child of the lab's first process that turns into a shell.
enum Shell {
  private static let environment = [
    "HOME=/home/reader", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "LOGNAME=reader",
    "PATH=\(FileSystem.path)", "PYTHONUNBUFFERED=1", "SHELL=/bin/sh",
    // A crashing Swift program would otherwise print a page of addresses.
    "SWIFT_BACKTRACE=enable=no", "TZ=UTC", "USER=reader",
  ]

  /// Runs a command line, never to return.
  ///
  /// Whatever fails here can be told only by the exit status; 127 is what a shell says of a command
  /// that it can't start.
  static func become(_ line: String, output: CInt, limits: Limits) -> Never {
    do {
      try prepare(output: output, limits: limits)
    } catch {
      _exit(126)
    }
    let arguments = cStrings(["sh", "-c", line])
    let variables = cStrings(environment)
    execve("/bin/sh", arguments, variables)
    _exit(127)
  }

  private static func prepare(output: CInt, limits: Limits) throws(LabFailure) {
    let purpose = "start a command"
    try require("setsid", to: purpose) { setsid() }
    try require("prctl", to: purpose) { lab_set_parent_death_signal(SIGKILL) }
    let nothing = try require("open", to: purpose) { open("/dev/null", O_RDONLY) }
    // None of the lab's own descriptors is inherited: they are all closed on exec.
    for (source, target) in [
      (nothing, STDIN_FILENO), (output, STDOUT_FILENO), (output, STDERR_FILENO),
    ] {
      try require("dup2", to: purpose) { dup2(source, target) }
    }
    close(nothing)
    var none = sigset_t()
    sigemptyset(&none)
    try require("sigprocmask", to: purpose) { sigprocmask(SIG_SETMASK, &none, nil) }
    // Whoever started the tool may have made it ignore some, Ctrl-C above all.
    for number in 1..<65 { signal(CInt(number), SIG_DFL) }

    let resources: [(CInt, UInt64)] = [
      (CInt(LAB_CORE), 0), (CInt(LAB_CPU), limits.processorSeconds), (CInt(LAB_AS), limits.memory),
      (CInt(LAB_NPROC), UInt64(limits.processes)), (CInt(LAB_FSIZE), limits.fileSize),
      (CInt(LAB_NOFILE), limits.openFiles),
    ]
    for (resource, limit) in resources {
      try require("setrlimit", to: purpose) { lab_set_limit(resource, limit) }
    }

    var capability: CInt = 0
    while lab_drop_capability(capability) == 0 { capability += 1 }
    // Executing as an ordinary user drops the rest (capabilities(7)); nothing gives any back.
    try require("prctl", to: purpose) { lab_set_no_new_privileges() }
  }

  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}
