import FoundationEssentials

/// The library that listings import, compiled once for all of them.
struct SocketsModule: Sendable {
  /// Where the module and the object are.
  let folder: URL
  /// The object that programs are linked with.
  var object: URL { folder.appending(path: "Sockets.o") }
  /// What was compiled, and how.
  let key: StoreKey

  /// The settings that `Package.swift` gives to `Sockets`, so that both are the same module.
  private static let flags =
    [
      "-swift-version", "6", "-O", "-whole-module-optimization", "-parse-as-library",
      "-enable-upcoming-feature", "ExistentialAny",
      "-enable-upcoming-feature", "InternalImportsByDefault",
      "-enable-upcoming-feature", "MemberImportVisibility",
      "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
    ] + frameFlags
  /// Every function keeps its frame, so that a call can be followed back to its line.
  static let frameFlags = ["-Xcc", "-fno-omit-frame-pointer"]

  /// Compiles the module, unless the store has it.
  ///
  /// - Parameters:
  ///   - environment: What it takes to build.
  ///   - onCompile: Called before the compiler is started, with the module's name.
  /// - Returns: The module.
  /// - Throws: ``BuildError``, and what reading the sources throws.
  static func compiled(
    in environment: BuildEnvironment, onCompile: @Sendable (String) -> Void = { _ in }
  ) async throws -> SocketsModule {
    let (toolChain, store, support) = (
      environment.toolChain, environment.store, environment.support
    )
    let key = StoreKey(
      "module",
      [
        "version": toolChain.version, "flags": flags.joined(separator: " "),
        "sources": try support.contents(),
      ])
    let folder = try await store.entry(for: key) { folder in
      onCompile("Sockets")
      let sources = try support.socketsSources().map(\.path)
      try await require(
        toolChain.swiftc, store,
        flags + [
          "-module-name", "Sockets", "-I", support.cSockets.path,
          "-module-cache-path", store.moduleCache.path,
          "-emit-module", "-emit-module-path", folder.appending(path: "Sockets.swiftmodule").path,
          "-emit-object", "-o", folder.appending(path: "Sockets.o").path,
        ] + sources)
    }
    for name in ["Sockets.swiftmodule", "Sockets.o"] {
      try Store.check(name, in: folder)
    }
    return SocketsModule(folder: folder, key: key)
  }

  /// Runs a tool that has to succeed.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/tool(path:output:)``, or with ``BuildError/store(path:reason:)`` if
  ///   there is no room left in the store.
  static func require(_ tool: URL, _ store: Store, _ arguments: [String]) async throws {
    let outcome = try await ToolChain.run(tool, arguments)
    guard outcome.succeeded else {
      try store.requireRoom()
      throw BuildError.tool(path: tool.path, output: outcome.output)
    }
  }

  /// What makes `import Sockets` find it.
  func importFlags(in environment: BuildEnvironment) -> [String] {
    [
      "-I", folder.path, "-I", environment.support.cSockets.path,
      "-module-cache-path", environment.store.moduleCache.path,
    ]
  }
}
