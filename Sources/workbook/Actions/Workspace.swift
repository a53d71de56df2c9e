import FoundationEssentials
import WorkbookBuild
import WorkbookModel
import WorkbookRun

/// A book, with everything that it takes to build and run it.
struct Workspace: Sendable {
  private(set) var book: Book
  let toolChain: ToolChain
  private(set) var lab: Lab
  let durations: Durations
  let store: Store
  private let builder: ProgramBuilder
  private let highlighter: Highlighter
  private let helper: LabHelper

  init(_ book: Book, store options: StoreOptions) async throws {
    self.book = book
    store = try options.open()
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    toolChain = try await ToolChain.find(rememberingIn: store)
    let support = try SupportFiles.belonging(toExecutable: executable)
    builder = ProgramBuilder(toolChain: toolChain, store: store, support: support)
    highlighter = Highlighter(toolChain: toolChain, store: store, support: support)
    durations = Durations(rememberedIn: store)
    helper = try LabHelper.belonging(toExecutable: executable)
    lab = Lab(helper: helper, configuration: book.configuration)
  }

  /// Takes another state of the book.
  mutating func change(to book: Book) {
    self.book = book
    lab = Lab(helper: helper, configuration: book.configuration)
  }

  /// Builds the programs of some chapters, saying what is compiled.
  func build(_ chapters: [Chapter], _ progress: Progress) async throws -> BuildResult {
    let result = try await builder.build(chapters) { progress.show("compiling \($0)") }
    progress.clear()
    return result
  }

  /// Finds out what the words of some chapters' listings are, which have to compile.
  func highlight(
    _ chapters: [Chapter], _ progress: Progress
  ) async throws -> [String: HighlightedSource] {
    let highlights = try await highlighter.highlight(chapters) { count in
      progress.show("colouring \(count) \(count == 1 ? "listing" : "listings")")
    }
    progress.clear()
    return highlights
  }

  /// The programs that an example may call, by name; those that couldn't be built are missing.
  func programs(
    for example: Example, of chapter: Chapter, in result: BuildResult
  ) -> [String: URL] {
    let built = result.programs[chapter.name] ?? []
    let needed = built.filter { example.mentions($0.name, in: chapter) }
    return Dictionary(uniqueKeysWithValues: needed.map { ($0.name, $0.executable) })
  }
}
