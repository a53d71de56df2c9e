import Testing
import WorkbookBuild
import WorkbookModel

@Suite struct ChapterBuildTests {
  /// Code that is no program has diagnostics, and no name.
  @Test(
    arguments: [
      ([], [], true), (["echo"], [], false), ([], [.error], false), ([], [.warning, .note], true),
      ([], [.warning, .error], false), (["echo"], [.error], false),
    ] as [(Set<String>, [Diagnostic.Severity], Bool)])
  func `a chapter holds if all of its code compiles`(
    failed: Set<String>, severities: [Diagnostic.Severity], holds: Bool
  ) {
    var build = ChapterBuild()
    build.failed = failed
    build.diagnostics = severities.map {
      Diagnostic(.compiler, $0, at: SourceLocation(file: "chapters/01-test.md", line: 3), "words")
    }
    #expect(build.holds == holds)
  }
}
