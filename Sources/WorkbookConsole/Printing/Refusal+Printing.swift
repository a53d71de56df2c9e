import LabProtocol
package import WorkbookVerify

extension Acceptance.Refusal {
  /// Prints why an example's output stays out of the chapter, what was printed, and how another run differs.
  package func print(to console: Console) {
    console.print(diagnostic)
    verdict.printDetails(to: console)
    for diff in variations { console.print(diff) }
  }
}

extension Console {
  /// Prints what the chapter says otherwise now.
  package func printAccepted(_ difference: Difference) {
    if let diff = difference.diff { print(diff) }
    if case .status(let command, let expected, let actual) = difference.kind {
      print("`\(command)`: exit status \(actual.shellStatus), not \(expected)")
    }
  }
}
