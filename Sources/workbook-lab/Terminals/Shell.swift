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
  static let statusDescriptor: CInt = 9

  /// Starts it on the host that this process is on.
  ///
  /// - Parameters:
  ///   - terminal: The terminal of its window.
  ///   - line: The line to it.
  ///   - surroundings: Who types there, and what its programs may use and see.
  ///   - watch: Called with the process before it does anything.
  /// - Throws: ``LabFailure`` with what couldn't be made, or was refused to the shell's process.
  init(
    on terminal: PseudoTerminal, line: ShellLine, in surroundings: Surroundings,
    watch: (pid_t) throws(LabFailure) -> Void
  ) throws(LabFailure) {
    let gate = try Gate()
    let child = try require(.fork, to: .startShell) { lab_fork() }
    if child == 0 {
      Self.become(on: terminal, line: line, in: surroundings, gate: gate)
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
