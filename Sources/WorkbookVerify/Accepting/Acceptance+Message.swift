package import WorkbookModel

extension Acceptance.Refusal {
  /// What to tell the author, the differences aside.
  package var diagnostic: Diagnostic {
    var place = SourceRange(example.location)
    var notes: [String] = []
    let words: String
    switch reason {
    case .failedRun:
      words =
        "its run failed; mend the program, or write what is meant, such as [3] for an exit status"
    case .notRunAgain(let failure):
      words =
        "it ran once, and what another run prints isn't known\(failure.map { ": \($0.message)" } ?? ""); run the command again"
    case .unstable:
      words =
        "another run printed something else; put holes where lines differ: [..], [NAME] or ..."
    case .clock(let lines):
      words = "it tells the time, which will be another one; put a hole there: [..] or [NAME]"
      notes = lines.prefix(Self.mostLines).map { "this looks like the clock: \($0)" }
    case .typed(let location):
      place = SourceRange(location)
      words =
        "this line looks as if it was typed, and would be lost, as it wasn't printed; write it as typed input, or take it out"
    case .unfinished(let location):
      place = SourceRange(location)
      words = "this command isn't whole; the lines that it goes on with begin with \"> \""
    case .notFound(let name):
      words =
        "there is no program \(name) here; correct its name, or install it, and write needs=\(name) if other machines may lack it"
    case .unwritable:
      words = "the chapter can't show its output as it is; it would be read as something else"
    }
    return Diagnostic(
      .notAccepted, at: place, "\(example.name) was not accepted: \(words)",
      notes: notes.map { Diagnostic.Note(at: place, $0) })
  }

  /// How another run differs from the first one.
  package var variations: [Diff] {
    guard case .unstable(let differences) = reason else { return [] }
    return differences.compactMap(\.diff).map { diff in
      var diff = diff
      diff.file = "what one run printed"
      return diff
    }
  }

  /// How many lines are told.
  private static let mostLines = 10
}
