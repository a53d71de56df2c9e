/// Collects what is wrong, so that an author is told all of it at once.
struct ProblemList {
  private(set) var diagnostics: [Diagnostic] = []

  var isEmpty: Bool { diagnostics.isEmpty }

  mutating func report(_ problem: Problem, at range: SourceRange) {
    // A place that isn't known exactly has nothing to replace.
    let replacement = range.start == range.end ? nil : problem.replacement
    diagnostics.append(
      Diagnostic(
        problem.identifier, at: range, problem.message,
        fix: replacement.map { Diagnostic.Fix(range: range, replacement: $0) }))
  }

  mutating func report(_ problem: Problem, at location: SourceLocation) {
    report(problem, at: SourceRange(location))
  }

  mutating func append(_ others: ProblemList) {
    diagnostics += others.diagnostics
  }
}
