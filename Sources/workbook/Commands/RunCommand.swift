import ArgumentParser
import FoundationEssentials
import Glibc
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

struct RunCommand: AsyncParsableCommand {
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

  func run() async throws {
    let folder = try options.folder()
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    try await reportingErrors {
      let book = try Book.read(from: folder)
      let (chapter, example) = try book.example(named: parts.first ?? "")
      if parts.count == 2 {
        try await runProgram(parts[1], of: chapter, in: book)
      } else if arguments.isEmpty {
        try await runExample(example, of: chapter, in: book)
      } else {
        throw ValidationError("only a program takes words: workbook run \(name)/PROGRAM …")
      }
    }
  }

  private func runProgram(_ program: String, of chapter: Chapter, in book: Book) async throws {
    let known = chapter.listings.compactMap(\.programName)
    guard known.contains(program) else {
      let hint =
        known.nearest(to: program).map { "did you mean \($0)?" }
        ?? "there are \(known.joined(separator: ", "))"
      throw ValidationError("\(chapter.path) has no program \(program); \(hint)")
    }
    var needed = chapter
    needed.listings.removeAll { $0.programName != program }
    needed.fragments = []
    let (_, built) = try await build(needed, of: book)
    guard let executable = built.programs[chapter.name]?.first?.executable else {
      throw ExitCode.failure
    }
    try become(executable.path)
  }

  private func runExample(_ example: Example, of chapter: Chapter, in book: Book) async throws {
    let (workspace, built) = try await build(chapter.needed(by: [example]), of: book)
    guard built.failed.isEmpty else { throw ExitCode.failure }
    let view = LiveView(example)
    let recording = try await workspace.lab.run(
      example, of: chapter, programs: workspace.programs(for: example, of: chapter, in: built)
    ) { view.show($0) }
    let verdict = Comparison.verdict(on: recording, of: example, in: chapter)
    if case .unavailable(let failure) = verdict.outcome {
      Console.error.print(Diagnostic(.error, at: example.location, failure.message))
      throw ExitCode(3)
    }
    for difference in verdict.differences {
      for diagnostic in difference.diagnostics { Console.error.print(diagnostic) }
    }
    guard verdict.passed else { throw ExitCode.failure }
  }

  private func build(
    _ chapter: Chapter, of book: Book
  ) async throws -> (Workspace, BuildResult) {
    let workspace = try await Workspace(book, store: store)
    let built = try await workspace.build([chapter], Progress())
    for diagnostic in built.diagnostics { Console.error.print(diagnostic) }
    return (workspace, built)
  }

  /// Turns this process into the program.
  ///
  /// The signals that this thread blocks, the program would block, too (signal(7)), and the threads of Swift's
  /// concurrency block nearly all of them: Ctrl-C wouldn't end the program. So it begins with none blocked, as a
  /// shell would start it, whatever the caller of the tool has blocked.
  private func become(_ path: String) throws -> Never {
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    execv(path, words)
    throw ValidationError("\(path) can't be started: \(String(cString: strerror(errno)))")
  }
}

extension Book {
  /// The example of that name, with its chapter.
  ///
  /// - Throws: `ValidationError` where there is none.
  func example(named name: String) throws -> (Chapter, Example) {
    for chapter in chapters {
      if let example = chapter.examples.first(where: { $0.name == name }) {
        return (chapter, example)
      }
    }
    let hint =
      examples.map(\.name).nearest(to: name).map { "did you mean \($0)?" }
      ?? "workbook list shows what there is"
    throw ValidationError("no example is called \(name); \(hint)")
  }
}
