package import FoundationEssentials
package import WorkbookModel
import WorkbookSupport

/// A program of a book, built.
package struct Program: Hashable, Sendable {
  package var name: String
  package var executable: URL
  /// Which line of its listing each of its instructions comes from, as DWARF says it; a file of its own, so
  /// that the executable stays small.
  package var lineTable: URL
}

/// What became of a book's listings.
package struct BuildResult: Sendable {
  /// The programs of each chapter, by the chapter's name.
  package var programs: [String: [Program]] = [:]
  /// What the compiler said, in lines of the chapters.
  package var diagnostics: [Diagnostic] = []
  /// The programs that couldn't be built, by the chapter's name.
  package var failed: [String: Set<String>] = [:]
  /// How many listings and fragments there are that have to compile.
  package var count = 0
  /// How many programs the compiler was started for; the others were in the store.
  package var compiledCount = 0

  /// What building nothing gives.
  package init() {}
}

/// Turns listings into programs, each by one call of the compiler, and keeps them in the store.
package struct ProgramBuilder: Sendable {
  private let toolChain: ToolChain
  private let store: Store
  private let support: SupportFiles

  package init(toolChain: ToolChain, store: Store, support: SupportFiles) {
    self.toolChain = toolChain
    self.store = store
    self.support = support
  }

  /// Builds the programs of some chapters, and checks their fragments.
  ///
  /// This is the front door of the stage.
  ///
  /// - Parameters:
  ///   - chapters: What to build.
  ///   - onCompile: Called before the compiler is started, with what it is started for.
  /// - Returns: The programs, and what the compiler said.
  /// - Throws: ``BuildError`` where nothing can be built at all. A program with mistakes is in
  ///   ``BuildResult/failed``.
  package func build(
    _ chapters: [Chapter], onCompile: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> BuildResult {
    let jobs = chapters.flatMap { chapter in
      chapter.listings.filter(\.isSwift).map { Job.program($0, chapter: chapter.name) }
        + chapter.fragments.filter { !$0.isUnchecked }.map {
          Job.fragment($0, chapter: chapter.name)
        }
    }
    guard !jobs.isEmpty else { return BuildResult() }
    let module = try await SocketsModule(
      compiledBy: toolChain, in: store, from: support, onCompile: onCompile)
    let outcomes = try await jobs.concurrentMap(
      limit: ProcessInfo.processInfo.activeProcessorCount
    ) { job in
      try await perform(job, module: module, onCompile: onCompile)
    }
    var result = BuildResult()
    result.count = jobs.count
    for (job, outcome) in zip(jobs, outcomes) {
      result.diagnostics += outcome.diagnostics
      result.compiledCount += outcome.wasCompiled ? 1 : 0
      guard case .program(let listing, let chapter) = job, let name = listing.programName else {
        continue
      }
      if let executable = outcome.executable {
        result.programs[chapter, default: []].append(
          Program(
            name: name, executable: executable,
            lineTable: executable.deletingLastPathComponent()
              .appending(path: Self.lineTableName)))
      } else {
        result.failed[chapter, default: []].insert(name)
      }
    }
    return result
  }

  private enum Job: Sendable {
    case program(Listing, chapter: String)
    case fragment(Fragment, chapter: String)
  }

  private struct JobOutcome: Sendable {
    var executable: URL?
    var diagnostics: [Diagnostic]
    var wasCompiled: Bool
  }

  // MARK: One program

  private static let diagnosticFlags = ["-diagnostic-style", "llvm", "-no-color-diagnostics"]
  private static let programFlags =
    ["-static-stdlib", "-gline-tables-only"] + SocketsModule.frameFlags
  /// What lies beside a program, whose name never begins with a dot.
  private static let (objectName, lineTableName, diagnosticsName) =
    (".object.o", ".line-table", ".diagnostics")
  /// Counts up whenever something else is made of the same listing.
  private static let entryVersion = "2"

  private func perform(
    _ job: Job, module: SocketsModule, onCompile: @Sendable (String) -> Void
  ) async throws -> JobOutcome {
    switch job {
    case .program(let listing, _):
      let source = CompilerSource(listing)
      let flags =
        source.flags + (listing.isOptimised ? ["-O"] : ["-Onone"]) + Self.programFlags
        + ["-module-name", source.moduleName, "-c", "-o", Self.objectName]
      var outcome = try await compile(
        source, kind: "program", flags: flags, module: module, onCompile: onCompile)
      outcome.executable = outcome.executable?.appending(path: source.programName)
      return outcome
    case .fragment(let fragment, _):
      let source = CompilerSource(fragment)
      let flags = source.flags + ["-typecheck"]
      return try await compile(
        source, kind: "fragment", flags: flags, module: module, onCompile: onCompile)
    }
  }

  /// Compiles a source, unless the store has what comes of it.
  ///
  /// The key holds the text and its own file name, but not its place in the chapter, so that writing
  /// prose above a listing rebuilds nothing; and a program that stops with a line number, as in
  /// `echo-server.swift:12: Fatal error`, prints the same wherever its listing stands.
  private func compile(
    _ source: CompilerSource, kind: String, flags: [String], module: SocketsModule,
    onCompile: @Sendable (String) -> Void
  ) async throws -> JobOutcome {
    let key = StoreKey(
      kind,
      [
        "entry": Self.entryVersion, "module": module.key.text, "version": toolChain.version,
        "file": source.fileName,
        "flags": flags.joined(separator: " "), "source": source.text,
      ])
    var wasCompiled = false
    do {
      let folder = try await store.entry(for: key) { folder in
        wasCompiled = true
        onCompile(source.programName)
        let file = folder.appending(path: source.fileName)
        try Data(source.text.utf8).write(to: file)
        let outcome = try await ToolChain.run(
          toolChain.swiftc,
          CompilerSource.languageFlags + Self.diagnosticFlags + flags
            + module.importFlags(support, store) + [source.fileName],
          in: folder)
        guard outcome.succeeded else {
          throw CompilationFailure(diagnostics: source.failureDiagnostics(in: outcome.output))
        }
        if kind == "program" { try await link(source, with: module, in: folder) }
        try Data(outcome.output.utf8).write(to: folder.appending(path: Self.diagnosticsName))
      }
      // Warnings are as much worth knowing when the program comes from the store.
      let output = try Store.contents(of: Self.diagnosticsName, in: folder)
      if kind == "program" {
        for name in [source.programName, Self.lineTableName] { try Store.check(name, in: folder) }
      }
      return JobOutcome(
        executable: folder,
        diagnostics: source.diagnostics(in: String(decoding: output, as: UTF8.self)),
        wasCompiled: wasCompiled)
    } catch let failure as CompilationFailure {
      return JobOutcome(
        executable: nil, diagnostics: failure.diagnostics, wasCompiled: true)
    }
  }

  /// Makes the program of its object, which isn't needed any more then.
  private func link(
    _ source: CompilerSource, with module: SocketsModule, in folder: URL
  ) async throws {
    let linker = Linker(toolChain: toolChain)
    switch try await linker.link(
      Self.objectName, into: source.programName, with: module, in: folder)
    {
    case .linked: break
    case .failed(let output):
      throw CompilationFailure(diagnostics: source.failureDiagnostics(in: output))
    case .refused(let argument):
      throw CompilationFailure(diagnostics: [source.refusal(ofLinkerArgument: argument)])
    }
    try FileManager.default.removeItem(at: folder.appending(path: Self.objectName))
    try await splitLineTable(off: source.programName, in: folder)
  }

  /// Moves what debuggers want to know into a file of its own, and leaves an executable without symbols.
  private func splitLineTable(off program: String, in folder: URL) async throws {
    let executable = folder.appending(path: program).path
    try await SocketsModule.require(
      toolChain.objcopy,
      ["--only-keep-debug", executable, folder.appending(path: Self.lineTableName).path])
    try await SocketsModule.require(toolChain.objcopy, ["--strip-all", executable])
  }

  private struct CompilationFailure: Error {
    let diagnostics: [Diagnostic]
  }
}
