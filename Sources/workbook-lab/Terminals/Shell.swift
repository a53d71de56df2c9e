import CLab
import Glibc
import LabProtocol

/// The shell of a window: one process for all that is typed there.
///
/// It is dash, on every machine: what `/bin/sh` is differs. It is interactive, so that Ctrl-C ends what runs and
/// not the shell, and has a session of its own, so that jobs are process groups.
///
/// Its commands don't come from the terminal, where they would be shown a second time, and where programs could read
/// them, but from a ``ShellLine``, by which it tells exit statuses, too. Each command has the terminal as its standard
/// input, output and error, and nothing of that line. The shell's own standard error isn't the terminal, so what it has
/// to say of jobs between commands isn't shown: when a shell notices the end of a job depends on how busy the machine is.
struct Shell {
  let process: pid_t
  /// What the kernel asks about calls of its programs.
  let notices: CInt
  private var line: ShellLine
  /// The terminal, as a command's redirections.
  private let redirections: String
  private var lastStatus: Int32 = 0
  /// What the shell says together with the status of the command that runs.
  ///
  /// It can't be guessed, so that whatever else arrives is known to be something else.
  private var token: String?

  /// The descriptor on which the shell tells exit statuses.
  private static let statusDescriptor: CInt = 9

  /// Starts it on the host that this process is on.
  ///
  /// - Parameters:
  ///   - terminal: The terminal of its window.
  ///   - line: The line to it.
  ///   - isRoot: Whether root of the lab types there.
  ///   - limits: What each of its programs may use.
  ///   - isTraced: Whether the run is.
  ///   - watch: Called with the process before it does anything.
  /// - Throws: ``LabFailure`` with what couldn't be made, or was refused to the shell's process.
  init(
    on terminal: PseudoTerminal, line: ShellLine, isRoot: Bool, limits: Limits, isTraced: Bool,
    watch: (pid_t) throws(LabFailure) -> Void
  ) throws(LabFailure) {
    let gate = try Gate()
    let child = try require(.fork, to: .startShell) { lab_fork() }
    if child == 0 {
      Self.become(
        on: terminal, line: line, isRoot: isRoot, limits: limits, gate: gate, isTraced: isTraced)
    }
    line.letGo()
    (process, self.line) = (child, line)
    redirections = "<>\(terminal.path) >&0 2>&0 \(Self.statusDescriptor)>&-"
    notices = try gate.open(for: child) { () throws(LabFailure) in try watch(child) }
    try self.line.say("__status() { return \"$1\"; }\n")
  }

  /// Where the exit statuses of its commands arrive.
  var statuses: CInt { line.descriptor }

  /// Types a command.
  ///
  /// It is read as a whole first, so that one that isn't complete is told instead of waited for. It is a function,
  /// as the shell would call itself `eval` in its messages otherwise; so what `set --` does lasts for one command.
  mutating func type(_ command: String) throws(LabFailure) {
    token = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    // A function that does nothing is none.
    guard !command.split(separator: "\n").allSatisfy(Self.isRemark) else {
      return try line.say("__status \(lastStatus); \(tellsStatus)")
    }
    let quoted = command.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
    try line.say(
      "eval '__command() { \(quoted)\n}' \(redirections) "
        + "&& { __status \(lastStatus); __command \(redirections); }; \(tellsStatus)")
  }

  /// Tells the exit status, whatever the reader's aliases, functions and variables are.
  ///
  /// In the line of the command: at each end of a line, the shell forgets jobs that have ended.
  private var tellsStatus: String {
    "\\command \\echo \"\(token ?? "") $?\" >&\(Self.statusDescriptor)\n"
  }

  /// Whether its standard input is the line of its commands, as when it reads the next one; while one runs it is the
  /// terminal, or what the command says, such as the pipe of a here-document.
  var isAtPrompt: Bool { line.isEnd(STDIN_FILENO, of: process) }

  /// Asks how the last command ended, once it was sent as a whole.
  mutating func askForStatus() {
    // What has ended meanwhile is told by its end.
    try? line.hasUnsent ? line.send() : line.say(tellsStatus)
  }

  private static func isRemark(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.isEmpty || text.hasPrefix("#")
  }

  /// The exit status of the command that was typed last, as `$?` has it, if it has ended and that wasn't told before.
  ///
  /// Whatever else was told is no status: a command that the shell was asked for tells it once more.
  mutating func readStatus() -> Int32? {
    // What refuses it now does so again when the next command is typed.
    try? line.send()
    for text in line.hear() {
      let words = text.split(whereSeparator: \.isWhitespace)
      guard let token, words.count == 2, words[0] == token, let status = Int32(words[1]),
        (0...255).contains(status)
      else { continue }
      self.token = nil
      lastStatus = status
      return status
    }
    return nil
  }
}

extension Shell {
  private static let environment = [
    "HOME=/home/reader", "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
    // Tools that colour, page or redraw what they print on a terminal don't.
    "NO_COLOR=1", "PAGER=cat", "PATH=\(FileSystem.path)", "SHELL=/bin/sh",
    // A crashing Swift program would otherwise print a page of addresses.
    "SWIFT_BACKTRACE=enable=no", "TERM=dumb", "TZ=UTC",
  ]

  /// What root of the lab can do besides what everybody can (capabilities(7)): own and change any file,
  /// end any process, change users, use low ports and raw sockets, all of it inside the lab.
  private static let rootCapabilities: Set<CInt> = [
    CInt(LAB_CAP_CHOWN), CInt(LAB_CAP_DAC_OVERRIDE), CInt(LAB_CAP_FOWNER), CInt(LAB_CAP_KILL),
    CInt(LAB_CAP_SETGID), CInt(LAB_CAP_SETUID), CInt(LAB_CAP_NET_BIND_SERVICE),
    CInt(LAB_CAP_NET_RAW),
  ]

  /// Turns this process into the shell, never to return.
  private static func become(
    on terminal: PseudoTerminal, line: ShellLine, isRoot: Bool, limits: Limits, gate: Gate,
    isTraced: Bool
  ) -> Never {
    do {
      try prepare(on: terminal, line: line, limits: limits, isRoot: isRoot)
      try gate.wait(isTraced: isTraced)
    } catch {
      gate.fail(error)
    }
    let user = isRoot ? "root" : "reader"
    let arguments = cStrings(["sh", "-i"])
    let variables = cStrings(environment + ["LOGNAME=\(user)", "USER=\(user)"])
    for folder in FileSystem.path.split(separator: ":") {
      execve("\(folder)/\(FileSystem.shell)", arguments, variables)
    }
    _exit(127)
  }

  private static func prepare(
    on terminal: PseudoTerminal, line: ShellLine, limits: Limits, isRoot: Bool
  ) throws(LabFailure) {
    let purpose = LabFailure.Purpose.prepareCommand
    if isRoot {
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
