import ArgumentParser
import FoundationEssentials
import Glibc
import WorkbookBuild
import WorkbookModel
import WorkbookRun
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
      let workspace = try await Workspace(book, store: store)
      let needed = parts.count == 2 ? chapter : chapter.needed(by: [example])
      let built = try await workspace.build([needed], Progress())
      for diagnostic in built.diagnostics { Console.error.print(diagnostic) }
      if parts.count == 2 {
        let program = built.programs[chapter.name]?.first { $0.name == parts[1] }
        guard let program else {
          let known = chapter.listings.compactMap(\.programName)
          if known.contains(parts[1]) { throw ExitCode.failure }
          let hint =
            known.nearest(to: parts[1]).map { "did you mean \($0)?" }
            ?? "there are \(known.joined(separator: ", "))"
          throw ValidationError("\(chapter.path) has no program \(parts[1]); \(hint)")
        }
        try become(program.executable.path)
      }
      guard arguments.isEmpty else {
        throw ValidationError("only a program takes words: workbook run \(name)/PROGRAM …")
      }
      let missing = (built.failed[chapter.name] ?? []).filter { example.mentions($0, in: chapter) }
      guard missing.isEmpty else { throw ExitCode.failure }
      let view = LiveView(example)
      let recording = try await workspace.lab.run(
        example, of: chapter,
        programs: workspace.programs(for: example, of: chapter, in: built)
      ) { view.show($0) }
      let verdict = Comparison.verdict(on: recording, of: example, in: chapter)
      switch verdict.outcome {
      case .unavailable(let failure):
        Console.error.print(Diagnostic(.error, at: example.location, failure.message))
        throw ExitCode(3)
      case .failed:
        for difference in verdict.differences {
          for diagnostic in difference.diagnostics { Console.error.print(diagnostic) }
        }
        throw ExitCode.failure
      case .passed, .notBuilt: break
      }
    }
  }

  /// Turns this process into the program.
  private func become(_ path: String) throws -> Never {
    let words = ([path] + arguments).map { strdup($0) } + [nil]
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
