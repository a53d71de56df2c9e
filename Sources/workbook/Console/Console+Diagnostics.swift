import WorkbookModel
import WorkbookVerify

extension Console {
  func print(_ diagnostic: Diagnostic) {
    let style: Style =
      switch diagnostic.severity {
      case .error: .bad
      case .warning: .doubtful
      case .note: .quiet
      }
    let place = styled("\(diagnostic.location):", .strong)
    let severity = styled("\(diagnostic.severity.rawValue):", style)
    print("\(place) \(severity) \(diagnostic.message)")
  }

  func print(_ diff: Diff) {
    for line in diff.text {
      switch line.first {
      case "-": print(styled(line, .bad))
      case "+": print(styled(line, .good))
      case "@": print(styled(line, .quiet))
      default: print(line)
      }
    }
  }
}
