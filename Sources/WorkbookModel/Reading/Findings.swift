/// Collects what is wrong, so that an author hears all of it at once.
struct Findings {
  private(set) var diagnostics: [Diagnostic] = []

  mutating func report(_ problem: Problem, at location: SourceLocation) {
    diagnostics.append(Diagnostic(.error, at: location, problem.message))
  }

  mutating func append(_ others: Findings) {
    diagnostics += others.diagnostics
  }
}
