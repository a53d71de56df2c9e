import FoundationEssentials
import WorkbookModel
import WorkbookSupport

/// Turns listings into programs, each by one call of its language's compiler, and keeps them in the store.
package struct ProgramBuilder: Sendable {
  private let environment: BuildEnvironment

  package init(_ environment: BuildEnvironment) {
    self.environment = environment
  }

  /// Builds programs of some chapters, and checks their fragments.
  ///
  /// This is the front door of the stage.
  ///
  /// - Parameters:
  ///   - chapters: What to build.
  ///   - onCompile: Called before a compiler is started, with what it is started for.
  /// - Returns: The programs, and what the compilers said.
  /// - Throws: ``BuildError`` if nothing can be built at all. A program with mistakes is in
  ///   ``ChapterBuild/failed``.
  package func build(
    _ chapters: [ChapterSources], onCompile: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> BuildResult {
    let jobs = chapters.flatMap { chapter in
      chapter.listings.map { Job(chapter.chapter, $0.language, CompilerSource($0)) }
        + chapter.fragments.map { index, fragment in
          Job(chapter.chapter, .swift, CompilerSource(fragment, index))
        }
    }
    var compilers: [Language: any ProgramCompiler] = [:]
    for compiler in ProgramCompilers.all
    where jobs.contains(where: { $0.language == compiler.language }) {
      compilers[compiler.language] = try await compiler.prepared(
        in: environment, onCompile: onCompile)
    }
    let outcomes = try await jobs.concurrentMap(
      limit: ProcessInfo.processInfo.activeProcessorCount
    ) { [compilers] job in
      (job: job, outcome: try await job.language.flatMap { compilers[$0] }?.compile(job.source))
    }
    var result = BuildResult()
    for case (let job, let outcome?) in outcomes {
      result.compiledCount += outcome.wasCompiled ? 1 : 0
      result.chapters[job.chapter, default: ChapterBuild()].note(outcome, of: job.source)
    }
    return result
  }

  private struct Job: Sendable {
    let chapter: String
    let language: Language?
    let source: CompilerSource

    init(_ chapter: String, _ language: Language?, _ source: CompilerSource) {
      (self.chapter, self.language, self.source) = (chapter, language, source)
    }
  }
}

extension ChapterBuild {
  fileprivate mutating func note(_ outcome: CompilationOutcome, of source: CompilerSource) {
    count += 1
    diagnostics += outcome.diagnostics
    if let program = outcome.program { programs[program.name] = program }
    if !outcome.succeeded, source.product != .fragment { failed.insert(source.programName) }
  }
}
