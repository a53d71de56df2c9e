import FoundationEssentials
package import WorkbookModel

/// Finds out what the words of listings are, by asking the tool chain's language server, and keeps its
/// answers in the store.
package struct Highlighter: Sendable {
  private let toolChain: ToolChain
  private let store: Store
  private let support: SupportFiles

  package init(toolChain: ToolChain, store: Store, support: SupportFiles) {
    self.toolChain = toolChain
    self.store = store
    self.support = support
  }

  /// Highlights the listings and fragments of chapters that compile.
  ///
  /// - Parameters:
  ///   - chapters: What to highlight.
  ///   - onStart: Called before the language server is started, with the number of sources that it is
  ///     asked about; not called where the store has all of them.
  /// - Returns: The sources that were highlighted, by their text.
  /// - Throws: ``BuildError``, for one with ``BuildError/noLanguageServer(searched:)`` or
  ///   ``BuildError/languageServer(path:reason:)``.
  package func highlight(
    _ chapters: [Chapter], onStart: (_ count: Int) -> Void = { _ in }
  ) async throws -> [String: HighlightedSource] {
    let sources = chapters.flatMap { chapter in
      chapter.listings.filter(\.isSwift).map { CompilerSource($0) }
        + chapter.fragments.filter { !$0.isUnchecked }.map { CompilerSource($0) }
    }
    guard !sources.isEmpty else { return [:] }
    let module = try await SocketsModule(compiledBy: toolChain, in: store, from: support)
    let keys = sources.map { key(for: $0, module: module) }
    let missing = try zip(sources, keys).filter { try store.entry(for: $0.1) == nil }
    if !missing.isEmpty {
      onStart(missing.count)
      try await ask(about: missing, module: module)
    }
    var highlighted: [String: HighlightedSource] = [:]
    for (source, key) in zip(sources, keys) where highlighted[source.text] == nil {
      highlighted[source.text] = try stored(key)
    }
    return highlighted
  }

  private static let fileName = "highlighted.json"

  private func key(for source: CompilerSource, module: SocketsModule) -> StoreKey {
    StoreKey(
      "highlighted",
      [
        // Counts up whenever something else is made of the server's answers.
        "form": "1",
        "module": module.key.text, "version": toolChain.version, "file": source.fileName,
        "source": source.text,
      ])
  }

  private func stored(_ key: StoreKey) throws -> HighlightedSource? {
    guard let entry = try store.entry(for: key) else { return nil }
    return try JSONDecoder().decode(
      HighlightedSource.self, from: Store.contents(of: Self.fileName, in: entry))
  }

  /// How long the server may take, at most: much more than it does on a busy machine.
  private static func limit(forSources count: Int) -> Duration {
    .seconds(120 + 10 * count)
  }

  private func ask(
    about missing: [(source: CompilerSource, key: StoreKey)], module: SocketsModule
  ) async throws {
    let executable = try toolChain.languageServer()
    try await store.withTemporaryFolder { folder in
      let files = try write(missing.map(\.source), to: folder, module: module)
      try await LanguageServer.run(
        executable, in: folder, limit: Self.limit(forSources: missing.count)
      ) { server, introduction in
        guard let legend = introduction.capabilities.semanticTokensProvider?.legend else {
          throw LanguageServer.Failure.noSemanticTokens
        }
        for ((source, key), file) in zip(missing, files) {
          // Two chapters may have the same listing.
          guard try store.entry(for: key) == nil else { continue }
          let highlighted = try await server.highlight(file, text: source.text, legend: legend)
          _ = try await store.entry(for: key) { entry in
            try JSONEncoder().encode(highlighted).write(to: entry.appending(path: Self.fileName))
          }
        }
      }
    }
  }

  /// Writes sources, each alone in a folder, and how they are compiled.
  ///
  /// - Returns: The files.
  private func write(
    _ sources: [CompilerSource], to folder: URL, module: SocketsModule
  ) throws -> [URL] {
    let files = sources.enumerated().map { number, source in
      folder.appending(path: "\(number)/\(source.fileName)")
    }
    var commands: [CompileCommand] = []
    for (source, file) in zip(sources, files) {
      let place = file.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(source.text.utf8).write(to: file)
      commands.append(
        CompileCommand(
          directory: place.path, file: file.path,
          arguments: [toolChain.swiftc.path] + CompilerSource.languageFlags + source.flags
            + ["-module-name", source.moduleName] + module.importFlags(support, store)
            + [file.path]))
    }
    try JSONEncoder().encode(commands).write(to: folder.appending(path: "compile_commands.json"))
    return files
  }
}

/// How a file is compiled (Clang's "JSON Compilation Database Format Specification").
private struct CompileCommand: Encodable {
  var directory: String
  var file: String
  var arguments: [String]
}
