import WorkbookModel

extension Example {
  /// What its terminals are called, all of one width: their number and the first program.
  var terminalLabels: [String] {
    aligned(
      terminals.enumerated().map { index, terminal in
        let word = terminal.commands.first?.line.split(separator: " ").first.map(String.init)
        return "\(index + 1) \(word ?? "")"
      })
  }
}
