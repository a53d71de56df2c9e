import ArgumentParser
import Glibc
import WorkbookConsole

/// The command line.
///
/// Each command parses its words and prints; the work is done elsewhere.
@main
struct Workbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbook",
    abstract: "Books whose programs really ran.",
    discussion: """
      A book is a folder with chapters/, Markdown files that hold programs and what they print when \
      they run together: a server and its clients, each in a terminal of its own. workbook builds the \
      programs, runs them, compares what they print with what the chapter says, and makes the pages.

      Start with: workbook verify

      Exit status: 0 all that was asked for holds; 1 something differs or failed; 2 a chapter that was \
      asked for is malformed, or workbook.json is, whatever else failed; 3 nothing could be verified \
      here, or, with --require or where CI is set, something could not; 4 pages were made, but not those of every chapter; \
      64 wrong usage.
      """,
    version: ToolVersion.current,
    subcommands: [
      VerifyCommand.self, BuildCommand.self, ServeCommand.self, RunCommand.self, TraceCommand.self,
      ListCommand.self, ShowCommand.self, DoctorCommand.self,
    ])

  static func main() async {
    StandardDescriptors.occupy()
    // Otherwise it isn't told how programs end that it starts (wait(2)).
    signal(SIGCHLD, SIG_DFL)
    if let lacking = OwnLimits.raise() {
      Console.error.printError(lacking.description)
      Glibc.exit(ToolStatus.notVerified.rawValue)
    }
    guard access("/proc/self/cmdline", R_OK) == 0 else {
      // Not even the words of the command line can be known.
      Console.error.printError(
        "there is no /proc here, by which processes are known: mount -t proc proc /proc")
      Glibc.exit(ToolStatus.notVerified.rawValue)
    }
    let work = Task {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    }
    let signals = EndingSignals { work.cancel() }
    do {
      try await work.value
    } catch {
      guard let signal = signals.received else { end(with: error) }
      Console.error.clearLine()
      Console.error.print("interrupted")
      EndingSignals.end(by: signal)
    }
    end()
  }

  /// Ends the tool: with what a command threw, which may be help that was asked for, and with a failure if something
  /// couldn't be printed.
  private static func end(with error: (any Error)? = nil) -> Never {
    var status = error.map { exitCode(for: $0) } ?? .success
    let words = error.map { fullMessage(for: $0) } ?? ""
    if !words.isEmpty { (status.isSuccess ? Console.output : .error).print(words) }
    if let code = Console.output.lostWords {
      Console.error.printError(
        "not everything could be printed on standard output: \(String(cString: strerror(code)))")
      if status.isSuccess { status = ToolStatus.failure.exit }
    }
    Glibc.exit(status.rawValue)
  }
}
