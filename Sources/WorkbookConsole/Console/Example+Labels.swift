import WorkbookModel

extension Example {
  /// What its terminals are called, all of one width: their number and the first program.
  var terminalLabels: [String] {
    aligned(
      terminals.enumerated().map { index, terminal in
        let word = terminal.steps.lazy.compactMap(\.command).first?.split(separator: " ").first.map(
          String.init)
        return "\(index + 1) \(word ?? "")"
      })
  }
}
