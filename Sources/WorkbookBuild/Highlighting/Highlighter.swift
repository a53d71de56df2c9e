import FoundationEssentials
package import WorkbookModel

/// Finds out what the words of listings are, by asking the tool chain's language server, and keeps its
/// answers in the store.
package struct Highlighter: Sendable {
  private let environment: BuildEnvironment

  package init(_ environment: BuildEnvironment) {
    self.environment = environment
  }

  private var store: Store { environment.store }

  /// Highlights the listings and fragments of chapters that compile.
  ///
  /// - Parameters:
  ///   - chapters: What to highlight.
  ///   - onStart: Called before the language server is started, with the number of sources that it is
  ///     asked about; not called if the store has all of them.
  /// - Returns: What is known of the words of each chapter's sources, by the chapter's name.
  /// - Throws: ``BuildError``, for one with ``BuildError/noLanguageServer(searched:)`` or
  ///   ``BuildError/languageServer(path:reason:)``.
  package func highlight(
    _ chapters: [Chapter], onStart: (_ count: Int) -> Void = { _ in }
  ) async throws -> [String: [SourceID: HighlightedSource]] {
    guard chapters.contains(where: { !Self.sources(of: $0).isEmpty }) else { return [:] }
    let module = try await SocketsModule.compiled(in: environment)
    let sources = chapters.flatMap { chapter in
      Self.sources(of: chapter).map { id, source in
        Source(
          chapter: chapter.name, id: id, source: source, key: key(for: source, module: module))
      }
    }
    let missing = try sources.filter { try store.entry(for: $0.key) == nil }
    if !missing.isEmpty {
      onStart(missing.count)
      try await ask(about: missing, module: module)
    }
    var highlighted: [String: [SourceID: HighlightedSource]] = [:]
    for source in sources {
      highlighted[source.chapter, default: [:]][source.id] = try stored(source.key)
    }
    return highlighted
  }

  /// A source that is asked about.
  private struct Source {
    let chapter: String
    let id: SourceID
    let source: CompilerSource
    let key: StoreKey
  }

  /// The sources that a language server understands: in Swift, and such as compile.
  private static func sources(of chapter: Chapter) -> [(SourceID, CompilerSource)] {
    let listings = chapter.listings.filter { $0.language == .swift }
    return listings.map { (.listing($0.name), CompilerSource($0)) }
      + chapter.fragments.enumerated().filter { !$0.element.isUnchecked }.map {
        (.fragment($0.offset), CompilerSource($0.element, $0.offset))
      }
  }

  private static let fileName = "highlighted.json"

  private func key(for source: CompilerSource, module: SocketsModule) -> StoreKey {
    StoreKey(
      "highlighted",
      [
        // Counts up whenever something else is made of the server's answers.
        "form": "1",
        "module": module.key.text, "version": environment.toolChain.version,
        "file": source.fileName,
        "source": source.text,
      ])
  }

  private func stored(_ key: StoreKey) throws -> HighlightedSource? {
    guard let entry = try store.entry(for: key) else { return nil }
    return try Store.value(of: Self.fileName, in: entry)
  }

  /// How long the server may take, at most: much more than it does on a busy machine.
  private static func limit(forSources count: Int) -> Duration {
    .seconds(120 + 10 * count)
  }

  private func ask(
    about missing: [Source], module: SocketsModule
  ) async throws {
    let executable = try environment.toolChain.languageServer()
    try await store.withTemporaryFolder { folder in
      let files = try write(missing.map(\.source), to: folder, module: module)
      try await LanguageServer.run(
        executable, in: folder, limit: Self.limit(forSources: missing.count)
      ) { server, introduction in
        guard let legend = introduction.capabilities.semanticTokensProvider?.legend else {
          throw LanguageServer.Failure.noSemanticTokens
        }
        for (source, file) in zip(missing, files) {
          // Two chapters may have the same listing.
          guard try store.entry(for: source.key) == nil else { continue }
          let highlighted = try await server.highlight(
            file, text: source.source.text, legend: legend)
          _ = try await store.entry(for: source.key) { entry in
            try Store.write(JSONEncoder().encode(highlighted), to: Self.fileName, in: entry)
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
      try Store.makeFolder(place.lastPathComponent, in: folder)
      try Store.write(source.text.utf8, to: file.lastPathComponent, in: place)
      commands.append(
        CompileCommand(
          directory: place.path, file: file.path,
          arguments: [environment.toolChain.swiftc.path] + CompilerSource.languageFlags
            + source.flags
            + ["-module-name", source.moduleName] + module.importFlags(in: environment)
            + [file.path]))
    }
    try Store.write(JSONEncoder().encode(commands), to: "compile_commands.json", in: folder)
    return files
  }
}

/// How a file is compiled (Clang's "JSON Compilation Database Format Specification").
private struct CompileCommand: Encodable {
  var directory: String
  var file: String
  var arguments: [String]
}
