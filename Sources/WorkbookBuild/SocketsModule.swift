import FoundationEssentials

/// The library that listings import, compiled once for all of them.
struct SocketsModule: Sendable {
  /// Where the module and the objects are.
  let folder: URL
  /// The objects that programs are linked with.
  var objects: [URL] {
    ["Sockets.o", "line-buffer.o"].map { folder.appending(path: $0) }
  }
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
  init(
    compiledBy toolChain: ToolChain, in store: Store, from support: SupportFiles,
    onCompile: @Sendable (String) -> Void = { _ in }
  ) async throws {
    key = StoreKey(
      "module",
      [
        "version": toolChain.version, "flags": Self.flags.joined(separator: " "),
        "sources": try support.contents(),
      ])
    folder = try await store.entry(for: key) { folder in
      onCompile("Sockets")
      let sources = try support.socketsSources().map(\.path)
      try await Self.require(
        toolChain.swiftc,
        Self.flags + [
          "-module-name", "Sockets", "-I", support.cSockets.path,
          "-module-cache-path", store.moduleCache.path,
          "-emit-module", "-emit-module-path", folder.appending(path: "Sockets.swiftmodule").path,
          "-emit-object", "-o", folder.appending(path: "Sockets.o").path,
        ] + sources)
      try await Self.require(
        toolChain.clang,
        [
          "-c", "-O2", support.lineBuffer.path,
          "-o", folder.appending(path: "line-buffer.o").path,
        ])
    }
    for name in ["Sockets.swiftmodule", "Sockets.o", "line-buffer.o"] {
      try Store.check(name, in: folder)
    }
  }

  /// Runs a tool that has to succeed.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/tool(path:output:)``.
  static func require(_ tool: URL, _ arguments: [String]) async throws {
    let outcome = try await ToolChain.run(tool, arguments)
    guard outcome.succeeded else {
      throw BuildError.tool(path: tool.path, output: outcome.output)
    }
  }

  /// What makes `import Sockets` find it.
  func importFlags(_ support: SupportFiles, _ store: Store) -> [String] {
    [
      "-I", folder.path, "-I", support.cSockets.path,
      "-module-cache-path", store.moduleCache.path,
    ]
  }
}
