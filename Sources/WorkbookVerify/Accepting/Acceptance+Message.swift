package import WorkbookModel

extension Acceptance.Refusal {
  /// What to tell the author.
  package var diagnostic: Diagnostic {
    let words =
      switch reason {
      case .failedRun:
        "its run failed; mend the program, or write what is meant, such as [3] for an exit status"
      case .unstable:
        "a second run printed something else; put holes where lines differ: [..], [NAME] or ..."
      case .unwritable:
        "the chapter can't show its output as it is; it would be read as something else"
      }
    return Diagnostic(
      .notAccepted, at: example.location, "\(example.name) was not accepted: \(words)")
  }
}
