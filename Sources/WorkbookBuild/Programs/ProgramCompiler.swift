import WorkbookModel

/// Turns the listings of a language into programs.
///
/// A new language has a type of its own and an entry in ``ProgramCompilers/all``.
protocol ProgramCompiler: Sendable, SendableMetatype {
  static var language: Language { get }

  /// Gets ready what all programs of the language need.
  ///
  /// - Parameters:
  ///   - environment: What it takes to build.
  ///   - onCompile: Called before a compiler is started, with what it is started for.
  /// - Returns: The compiler.
  /// - Throws: ``BuildError`` if nothing can be built at all.
  static func prepared(
    in environment: BuildEnvironment, onCompile: @escaping @Sendable (String) -> Void
  ) async throws -> Self

  /// Compiles a source, unless the store has what comes of it.
  ///
  /// - Returns: What came of it.
  /// - Throws: ``BuildError`` if a tool fails in a way that isn't the source's fault.
  func compile(_ source: CompilerSource) async throws -> CompilationOutcome
}

/// The compilers of all languages that have one.
enum ProgramCompilers {
  static let all: [any ProgramCompiler.Type] = [SwiftCompiler.self]
}

/// What came of compiling a source.
struct CompilationOutcome: Sendable {
  /// The program; `nil` if there is none, or the source was only checked.
  var program: Program?
  var succeeded: Bool
  var diagnostics: [Diagnostic]
  /// Whether a compiler was started.
  var wasCompiled: Bool
}
