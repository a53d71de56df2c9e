import FoundationEssentials
import WorkbookModel

/// Turns Swift listings into programs, and checks fragments.
struct SwiftCompiler: ProgramCompiler {
  static let language = Language.swift

  private let environment: BuildEnvironment
  private let module: SocketsModule
  private let onCompile: @Sendable (String) -> Void

  static func prepared(
    in environment: BuildEnvironment, onCompile: @escaping @Sendable (String) -> Void
  ) async throws -> SwiftCompiler {
    SwiftCompiler(
      environment: environment,
      module: try await SocketsModule.compiled(in: environment, onCompile: onCompile),
      onCompile: onCompile)
  }

  private static let diagnosticFlags = ["-diagnostic-style", "llvm", "-no-color-diagnostics"]
  private static let programFlags =
    ["-static-stdlib", "-gline-tables-only"] + SocketsModule.frameFlags
  /// What lies beside a program, whose name never begins with a dot.
  private static let (objectName, lineTableName, diagnosticsName) =
    (".object.o", ".line-table", ".diagnostics")
  /// Counts up whenever something else is made of the same listing.
  private static let entryVersion = "2"

  /// Compiles a source, unless the store has what comes of it.
  ///
  /// The key holds the text and its own file name, but not its place in the chapter, so that writing
  /// prose above a listing rebuilds nothing; and a program that stops with a line number, as in
  /// `echo-server.swift:12: Fatal error`, prints the same wherever its listing stands.
  func compile(_ source: CompilerSource) async throws -> CompilationOutcome {
    var wasCompiled = false
    do {
      let folder = try await environment.store.entry(for: key(of: source)) { folder in
        wasCompiled = true
        onCompile(source.programName)
        let outcome = try await run(source, in: folder)
        guard outcome.succeeded else { throw try failure(of: source, outcome.output) }
        if source.product != .fragment { try await link(source, in: folder) }
        try Store.write(outcome.output.utf8, to: Self.diagnosticsName, in: folder)
      }
      // Warnings are as much worth knowing when the program comes from the store.
      let output = try Store.contents(of: Self.diagnosticsName, in: folder)
      return CompilationOutcome(
        program: source.product == .fragment ? nil : try program(of: source, in: folder),
        succeeded: true,
        diagnostics: source.diagnostics(in: String(decoding: output, as: UTF8.self)),
        wasCompiled: wasCompiled)
    } catch let failure as CompilationFailure {
      return CompilationOutcome(
        program: nil, succeeded: false, diagnostics: failure.diagnostics, wasCompiled: true)
    }
  }

  private func key(of source: CompilerSource) -> StoreKey {
    let kind =
      switch source.product {
      case .program: "program"
      case .fragment: "fragment"
      }
    return StoreKey(
      kind,
      [
        "entry": Self.entryVersion, "module": module.key.text,
        "version": environment.toolChain.version, "file": source.fileName,
        "flags": Self.flags(for: source).joined(separator: " "), "source": source.text,
      ])
  }

  private static func flags(for source: CompilerSource) -> [String] {
    switch source.product {
    case .program(let isOptimised):
      source.flags + (isOptimised ? ["-O"] : ["-Onone"]) + programFlags
        + ["-module-name", source.moduleName, "-c", "-o", objectName]
    case .fragment: source.flags + ["-typecheck"]
    }
  }

  private func run(
    _ source: CompilerSource, in folder: URL
  ) async throws -> ToolChain.Outcome {
    try Store.write(source.text.utf8, to: source.fileName, in: folder)
    return try await ToolChain.run(
      environment.toolChain.swiftc,
      CompilerSource.languageFlags + Self.diagnosticFlags + Self.flags(for: source)
        + module.importFlags(in: environment) + [source.fileName],
      in: folder)
  }

  private func program(of source: CompilerSource, in folder: URL) throws(BuildError) -> Program {
    for name in [source.programName, Self.lineTableName] { try Store.check(name, in: folder) }
    return Program(
      name: source.programName, source: source.fileName,
      executable: folder.appending(path: source.programName),
      lineTable: folder.appending(path: Self.lineTableName))
  }

  /// What a tool said of a source when it failed.
  ///
  /// - Throws: ``BuildError`` where that isn't the source's fault.
  private func failure(
    of source: CompilerSource, _ output: String
  ) throws(BuildError) -> CompilationFailure {
    let diagnostics = source.failureDiagnostics(in: output)
    if diagnostics.contains(where: { $0.identifier == .notBuilt }) {
      try environment.store.requireRoom()
    }
    return CompilationFailure(diagnostics: diagnostics)
  }

  /// Makes the program of its object, which isn't needed any more then.
  private func link(_ source: CompilerSource, in folder: URL) async throws {
    let linker = Linker(toolChain: environment.toolChain)
    switch try await linker.link(
      Self.objectName, into: source.programName, with: module, in: folder)
    {
    case .linked: break
    case .failed(let output): throw try failure(of: source, output)
    case .refused(let argument):
      throw CompilationFailure(diagnostics: [source.refusal(ofLinkerArgument: argument)])
    }
    try Store.remove(Self.objectName, in: folder)
    try await splitLineTable(off: source.programName, in: folder)
  }

  /// Moves what debuggers want to know into a file of its own, and leaves an executable without symbols.
  private func splitLineTable(off program: String, in folder: URL) async throws {
    let executable = folder.appending(path: program).path
    let objcopy = environment.toolChain.objcopy
    try await SocketsModule.require(
      objcopy, environment.store,
      ["--only-keep-debug", executable, folder.appending(path: Self.lineTableName).path])
    try await SocketsModule.require(objcopy, environment.store, ["--strip-all", executable])
  }

  private struct CompilationFailure: Error {
    let diagnostics: [Diagnostic]
  }
}
