import LabProtocol

extension Supervisor {
  /// Waits until nothing more happens by itself, or every command has ended.
  mutating func waitUntilSettled(forNextTerminal: Bool) throws(Stop) {
    // What was seen when everything waited last.
    var previous: (switches: UInt64, isIdle: Bool)?
    var switches: UInt64?
    while true {
      let isQuiet = try !step(waiting: 1)
      if sessions.allSatisfy({ $0.process == nil }) { return try waitForArrivals() }
      let table = ProcessTable()
      try checkCount(table)
      if turns.isActive {
        turns.advance(
          table, isStill: isQuiet && table.switches == switches, sockets: try datagramSockets(),
          time: events.time)
      }
      switches = table.switches
      // A command that has ended but wasn't noticed yet isn't in the table.
      if isQuiet && !table.entries.isEmpty
        && table.entries.allSatisfy({ $0.waitsForEver || turns.isParked($0.id) })
      {
        // Bytes that were on their way when the processes were looked at may have arrived before the networks
        // are: so nothing must be on its way between two looks that saw no thread run.
        if let previous, previous.isIdle, previous.switches == table.switches { return }
        previous = (table.switches, try !isBusy())
      } else {
        previous = nil
      }
      if table.entries.isEmpty
        || !table.entries.allSatisfy({ waitsEnough($0, forNextTerminal: forNextTerminal) })
      {
        noteActivity()
      } else {
        if calm.isOver(lookingAt: events.time) { return }
      }
    }
  }

  /// Waits until everything has arrived that programs which have ended had sent.
  ///
  /// A `FIN` that isn't acknowledged counts as a byte of its socket's send queue. It may never be taken, so this
  /// waits no longer than ``quiet``.
  private mutating func waitForArrivals() throws(Stop) {
    var patience = Patience(milliseconds: Self.quiet, from: events.time)
    while try isBusy(), !patience.isOver(lookingAt: events.time) { _ = try step(waiting: 1) }
  }

  /// Whether bytes are on their way on any of the hosts.
  private func isBusy() throws(Stop) -> Bool {
    try Stop.onFailure { () throws(LabFailure) in
      for host in hosts where try host.diagnostics.isBusy() { return true }
      return false
    }
  }

  /// Whether a process that waits, but not for ever, needn't be waited for: for the end of a terminal whose
  /// commands end by themselves, it must be.
  private func waitsEnough(_ entry: ProcessTable.Entry, forNextTerminal: Bool) -> Bool {
    guard let index = terminal(of: entry) else { return false }
    return entry.waitsForEver || turns.isParked(entry.id)
      || ((sessions[index].isEndless || forNextTerminal) && entry.waits)
      // In a deadlock, two writers wait for each other to receive.
      || entry.threads.contains {
        $0.state == .waits(call: .send) || $0.state == .waits(call: .write)
      }
        && entry.waits
  }

  /// Gives processes that outlived their commands a moment to end by themselves.
  mutating func waitForStragglers() throws(Stop) -> Ending {
    var patience = Patience(milliseconds: Self.quiet, from: events.time)
    while true {
      let table = ProcessTable()
      try checkCount(table)
      if table.entries.isEmpty { return .complete }
      if patience.isOver(lookingAt: events.time) { return .leftBehind(activities { _ in true }) }
      _ = try step(waiting: 1)
    }
  }

  mutating func noteActivity() {
    calm.begin(at: events.time)
  }
}
