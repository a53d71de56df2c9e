package import WorkbookModel
package import WorkbookVerify

extension Console {
  /// Prints a diagnostic and its notes, a line each.
  package func print(_ diagnostic: Diagnostic) {
    for line in diagnostic.lines {
      let style: Style =
        switch line.severity {
        case .error: .bad
        case .warning: .doubtful
        case .note: .quiet
        }
      let place = styled("\(line.range.start):", .strong)
      print("\(place) \(styled("\(line.severity.rawValue):", style)) \(line.message)")
    }
  }

  /// Prints why something can't be done, where that has no place in the book.
  package func printError(_ words: String) {
    print("\(styled("error:", .bad)) \(words)")
  }

  package func print(_ diff: Diff) {
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
