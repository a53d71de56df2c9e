import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookPreview
import WorkbookVerify

/// Shows what happens while a book is previewed.
struct PreviewView: Sendable {
  private let progress = Progress()

  /// How many names of pages are printed.
  private static let mostNames = 5

  func show(_ event: PreviewEvent) {
    let console = Console.output
    switch event {
    case .verifying(let event): show(event)
    case .verified(let diagnostics, let failures):
      for diagnostic in diagnostics { console.print(diagnostic) }
      console.printDetails(of: failures)
    case .malformed(let diagnostics):
      for diagnostic in diagnostics { console.print(diagnostic) }
    case .failed(let message):
      Console.error.printError(message)
    case .renewed(let files, let duration):
      let names = files.prefix(Self.mostNames).joined(separator: ", ")
      let rest = files.count - Self.mostNames
      let time = Int(duration / .milliseconds(1))
      console.print(
        console.styled(
          "\(names)\(rest > 0 ? " and \(rest) more" : "") renewed, \(time) ms", .quiet))
    }
  }

  private func show(_ event: VerifierEvent) {
    // Pages show soon enough which examples ran.
    if case .running = event { return }
    progress.show(event)
  }
}
