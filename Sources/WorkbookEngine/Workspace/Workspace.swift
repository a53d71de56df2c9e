package import FoundationEssentials
package import WorkbookBuild
package import WorkbookModel
package import WorkbookRun

/// A book, with everything that it takes to build and run it.
package struct Workspace: Sendable {
  package private(set) var book: Book
  package let toolChain: ToolChain
  package let store: Store
  package private(set) var lab: Lab
  let builder: ProgramBuilder
  let highlighter: Highlighter
  let durations: Durations
  private let helper: LabHelper

  /// Finds what it takes to build and run a book.
  ///
  /// - Parameters:
  ///   - book: The book.
  ///   - place: The folder of the store, which is made if there is none.
  /// - Returns: The workspace; nothing is built or run yet.
  /// - Throws: `BuildError` and `RunError` if something is missing, or the store can't be used.
  package static func open(_ book: Book, storeAt place: URL) async throws -> Workspace {
    let store = try Store(at: place)
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let environment = BuildEnvironment(
      toolChain: try await ToolChain.find(rememberingIn: store), store: store,
      support: try SupportFiles.belonging(toExecutable: executable))
    return Workspace(
      book, environment, try LabHelper.belonging(toExecutable: executable))
  }

  private init(_ book: Book, _ environment: BuildEnvironment, _ helper: LabHelper) {
    self.book = book
    self.helper = helper
    (toolChain, store) = (environment.toolChain, environment.store)
    builder = ProgramBuilder(environment)
    highlighter = Highlighter(environment)
    durations = Durations(rememberedIn: store)
    lab = Lab(helper: helper, configuration: book.configuration)
  }

  /// Takes another state of the book.
  package mutating func change(to book: Book) {
    self.book = book
    lab = Lab(helper: helper, configuration: book.configuration)
  }
}
