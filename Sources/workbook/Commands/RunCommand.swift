import ArgumentParser
import FoundationEssentials
import Glibc
import WorkbookBuild
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookSupport
import WorkbookVerify

struct RunCommand: VerifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run one example and watch its terminals, or one program by itself.",
    discussion: """
      workbook run tcp-echo runs the whole example as verify does, and shows its terminals while they \
      fill.

      workbook run tcp-echo/echo-server runs that one program here: on the real network, in this \
      folder, in the foreground. End it with Ctrl-C.
      """)

  @Argument(
    help: ArgumentHelp("An example, or one program of its chapter.", valueName: "example[/program]")
  )
  var name: String

  @Argument(parsing: .captureForPassthrough, help: "Words for the program.")
  var arguments: [String] = []

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func run(_ book: Book) async throws {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    let (chapter, example) = try example(named: parts.first ?? "", in: book)
    if parts.count == 2 {
      try await runProgram(parts[1], of: chapter, in: book)
    } else if arguments.isEmpty {
      try await runExample(example, of: chapter, in: book)
    } else {
      throw ValidationError("only a program takes words: workbook run \(name)/PROGRAM …")
    }
  }

  private func runProgram(_ program: String, of chapter: Chapter, in book: Book) async throws {
    guard chapter.programs.contains(program) else {
      throw Selection.Failure.unknownProgram(program, of: chapter)
    }
    let sources = ChapterSources(of: chapter, programs: [program])
    let built = try await verifier(of: book).build([sources])[chapter]
    for diagnostic in built.diagnostics { Console.error.print(diagnostic) }
    guard let executable = built.programs[program]?.executable else {
      throw ToolStatus.failure.exit
    }
    try become(executable.path)
  }

  private func runExample(_ example: Example, of chapter: Chapter, in book: Book) async throws {
    let (verifier, job) = try await prepare(example, of: chapter, in: book)
    let view = LiveView(example)
    let recording = try await verifier.run(job) { view.show($0) }
    let verdict = Comparison.verdict(on: recording, of: example, in: chapter)
    if case .unavailable(let failure) = verdict.outcome {
      Console.error.print(failure, of: example)
      throw ToolStatus.notVerified.exit
    }
    for difference in verdict.differences { Console.error.print(difference.diagnostic) }
    guard verdict.passed else { throw ToolStatus.failure.exit }
  }

  /// Turns this process into the program, which begins as a shell would start it: with the tool's folder, descriptors
  /// and environment, and no signal blocked or ignored.
  private func become(_ path: String) throws -> Never {
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    try Task.checkCancellation()
    EndingSignals.reset()
    execv(path, words)
    throw ValidationError("\(path) can't be started: \(String(cString: strerror(errno)))")
  }
}
