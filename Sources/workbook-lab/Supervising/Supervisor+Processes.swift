import LabProtocol

/// What processes there are, and what they do.
extension Supervisor {
  func window(of entry: ProcessTable.Entry) -> Int? {
    guard let space = entry.hostNameSpace else { return nil }
    return windows.firstIndex { $0.hostNameSpace == space }
  }

  /// Whether a process is the shell of a window.
  func isShell(_ entry: ProcessTable.Entry) -> Bool {
    windows.contains { $0.shell?.process == entry.id }
  }

  func checkCount(_ table: ProcessTable) throws(Stop) {
    // The lab's first process and its helper are the same user's, and count too.
    guard table.threadCount + 2 >= request.limits.processes else { return }
    let counts = Dictionary(grouping: table.entries) { window(of: $0) ?? 0 }
      .mapValues { $0.reduce(0) { $0 + $1.threads.count } }
    let busiest = counts.max { $0.value < $1.value }?.key ?? 0
    throw .ending(.processLimit(terminal: windows[busiest].place.terminal))
  }

  /// What the processes of some windows do.
  func activities(in isWanted: (Int) -> Bool) -> [Activity] {
    let table = ProcessTable()
    return table.entries.compactMap { entry in
      guard let index = window(of: entry), isWanted(index) else { return nil }
      // The shell of a window does nothing but wait for the command.
      let hasOthers = table.entries.contains { $0.id != entry.id && window(of: $0) == index }
      if isShell(entry), hasOthers || !windows[index].isBusy { return nil }
      return Activity(
        terminal: windows[index].place.terminal, program: entry.programName,
        state: turns.isParked(entry.id) ? .blocked(call: .recv, timed: false) : entry.activity)
    }
  }
}
