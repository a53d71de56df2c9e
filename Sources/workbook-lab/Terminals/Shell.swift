import CLab
import Glibc
import LabProtocol

/// The shell of a window: one process for all that is typed there.
///
/// It is dash, on every machine: what `/bin/sh` is differs. It is interactive, so that Ctrl-C ends what runs and
/// not the shell, and has a session of its own, so that jobs are process groups.
///
/// Its commands don't come from the terminal, where they would be shown a second time, and where programs could read
/// them. They come from a pipe that keeps the borders of messages (pipe(2), `O_DIRECT`), as a shell reads ahead, and
/// forgets what it has read when Ctrl-C is pressed. Each command has the terminal as its standard input, output and
/// error. The shell's own standard error isn't the terminal, so what it has to say of jobs between commands isn't shown:
/// when a shell notices the end of a job depends on how busy the machine is.
struct Shell {
  let process: pid_t
  /// What the kernel asks about calls of its programs.
  let notices: CInt
  private let commands: CInt
  /// Where the exit statuses of its commands arrive.
  let statuses: CInt
  /// The terminal, as a command's redirections.
  private let redirections: String
  private var lastStatus: Int32 = 0

  /// The descriptor on which the shell tells exit statuses.
  private static let statusDescriptor: CInt = 9
  /// How many bytes a pipe keeps together (`PIPE_BUF`); dash reads twice as many at once.
  private static let largestMessage = 4096

  /// Starts it on the host that this process is on.
  ///
  /// - Parameters:
  ///   - terminal: The terminal of its window.
  ///   - isRoot: Whether root of the lab types there.
  ///   - limits: What each of its programs may use.
  ///   - isTraced: Whether the run is.
  ///   - watch: Called with the process before it does anything.
  /// - Throws: ``LabFailure`` with what couldn't be made, or was refused to the shell's process.
  init(
    on terminal: PseudoTerminal, isRoot: Bool, limits: Limits, isTraced: Bool,
    watch: (pid_t) throws(LabFailure) -> Void
  ) throws(LabFailure) {
    let (commandsEnd, commands) = try Self.makePipe(flags: CInt(LAB_PACKETS))
    let (statuses, statusesEnd) = try Self.makePipe(flags: 0)
    try require(.fcntl, to: .startShell) { fcntl(statuses, F_SETFL, O_NONBLOCK) }
    let gate = try Gate()
    let child = try require(.fork, to: .startShell) { lab_fork() }
    if child == 0 {
      Self.become(
        on: terminal, commands: commandsEnd, statuses: statusesEnd, isRoot: isRoot, limits: limits,
        gate: gate, isTraced: isTraced)
    }
    close(commandsEnd)
    close(statusesEnd)
    (process, self.commands, self.statuses) = (child, commands, statuses)
    redirections = "<>\(terminal.path) >&0 2>&0 \(Self.statusDescriptor)>&-"
    notices = try gate.open(for: child) { () throws(LabFailure) in try watch(child) }
    try send("__status() { return $1; }\n")
  }

  /// Types a command.
  ///
  /// It is read as a whole first, so that one that isn't complete is told instead of waited for. It is a function,
  /// as the shell would call itself `eval` in its messages otherwise; so what `set --` does lasts for one command.
  mutating func type(_ command: String) throws(LabFailure) {
    // A function that does nothing is none.
    guard !command.split(separator: "\n").allSatisfy(Self.isRemark) else {
      return try send("__status \(lastStatus); \(Self.tellsStatus)")
    }
    let quoted = command.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
    try send(
      "eval '__command() { \(quoted)\n}' \(redirections) "
        + "&& { __status \(lastStatus); __command \(redirections); }; \(Self.tellsStatus)")
  }

  /// Tells the exit status.
  ///
  /// In the line of the command: at each end of a line, the shell forgets jobs that have ended.
  private static let tellsStatus = "echo $? >&\(statusDescriptor)\n"

  /// Whether its standard input is the pipe of its commands, as when it reads the next one; while one runs it is the
  /// terminal, or what the command says, such as the pipe of a here-document.
  var isAtPrompt: Bool {
    guard let pipe = linkTarget(of: "/proc/self/fd/\(commands)") else { return false }
    return linkTarget(of: "/proc/\(process)/fd/0") == pipe
  }

  /// Asks how the last command ended.
  func askForStatus() {
    // What has ended meanwhile is told by its end.
    try? send(Self.tellsStatus)
  }

  private static func isRemark(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.isEmpty || text.hasPrefix("#")
  }

  /// The exit status of a command that has ended, as `$?` has it, or `nil` if none has.
  mutating func readStatus() -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = read(statuses, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let text = String(decoding: buffer.prefix(count), as: UTF8.self)
    guard let status = Int32(text.filter { $0 != "\n" }) else { return nil }
    lastStatus = status & 0xff
    return lastStatus
  }

  private static func makePipe(flags: CInt) throws(LabFailure) -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [-1, -1]
    try require(.pipe2, to: .startShell) { pipe2(&ends, O_CLOEXEC | flags) }
    return (ends[0], ends[1])
  }

  private func send(_ text: String) throws(LabFailure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let message = Array(rest.prefix(Self.largestMessage))
      rest = rest.dropFirst(message.count)
      // A shell that has ended hears nothing more, which its end tells.
      if write(commands, message, message.count) < 0, errno != EPIPE {
        throw LabFailure(purpose: .startShell, call: .write, code: errno)
      }
    }
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
    on terminal: PseudoTerminal, commands: CInt, statuses: CInt, isRoot: Bool, limits: Limits,
    gate: Gate, isTraced: Bool
  ) -> Never {
    do {
      try prepare(
        on: terminal, commands: commands, statuses: statuses, limits: limits, isRoot: isRoot)
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
    on terminal: PseudoTerminal, commands: CInt, statuses: CInt, limits: Limits, isRoot: Bool
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
    let nothing = try require(.open, to: purpose) { open("/dev/null", O_RDWR) }
    // What the shell prints when it ends is shown.
    let output = try require(.open, to: purpose) { open(terminal.path, O_RDWR | O_NOCTTY) }
    // None of the lab's own descriptors is inherited: they are all closed on exec.
    for (source, target) in [
      (commands, STDIN_FILENO), (output, STDOUT_FILENO), (nothing, STDERR_FILENO),
      (statuses, statusDescriptor),
    ] {
      try require(.dup2, to: purpose) { dup2(source, target) }
    }
    close(nothing)
    close(output)
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
