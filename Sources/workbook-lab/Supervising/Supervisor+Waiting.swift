import LabProtocol

extension Supervisor {
  /// Waits until nothing more happens by itself.
  mutating func waitUntilSettled() throws(Stop) {
    // What was seen when everything waited last.
    var previous: (runs: ProcessTable.Runs, isIdle: Bool)?
    var runs: ProcessTable.Runs?
    // The last look at which all waited enough, if nothing has happened since.
    var waiting: WaitingLook?
    while true {
      let isQuiet = try !step(waiting: 1)
      let table = look()
      try checkCount(table)
      if try askForStatuses(table) { continue }
      if windows.allSatisfy({ !$0.isBusy }), table.entries.allSatisfy(isShell) {
        // What has ended since the terminals were read may have printed before.
        if try readEverything() { continue }
        return try waitForArrivals()
      }
      if turns.isActive {
        turns.advance(
          ProcessTable(table.entries.filter { !heldShells.contains($0.id) }),
          isStill: isQuiet && table.runs == runs, sockets: try datagramSockets(),
          time: events.time)
        if !turns.isActive { releaseShells() }
      }
      runs = table.runs
      noteTimers(table)
      try noteCompleteWindows(table)
      let isOrdinary = nextOrdinaryWindow != nil
      let free = free(in: table)
      let waitsForOthers = isQuiet && free.allSatisfy(\.waitsForEver)
      let waits = free.allSatisfy { waitsEnough($0, isOrdinary: isOrdinary) }
      // Looking for timers takes longer than all else.
      let timers = waitsForOthers || waits ? dueTimers(of: free) : []
      if waitsForOthers, timers.isEmpty {
        // Bytes that were on their way when the processes were looked at may have arrived before the networks
        // are: so nothing must be on its way between two looks that saw no thread run.
        if let previous, previous.isIdle, previous.runs == table.runs,
          try !readEverything()
        {
          return
        }
        previous = (table.runs, try !isBusy())
      } else {
        previous = nil
      }
      // One that comes again and again is like a program that polls.
      let isEnough = waits && timers.allSatisfy(\.isRepeated)
      if isEnough {
        waiting = WaitingLook(table, stops: stops, time: events.time, after: waiting)
      } else if let waiting, waiting.isStirring(table, stops: stops, time: events.time) {
        // It is soon back.
      } else {
        noteActivity()
        waiting = nil
      }
      if isEnough, calm.isOver(lookingAt: events.time),
        calm.duration(at: events.time)
          > (try longestWait(of: free, timers, isOrdinary: isOrdinary)),
        try hasStayed(free)
      {
        pace.forgive(since: calmStart)
        return
      }
      if isOrdinary, looking.isAllThereIs(in: table, at: events.time) {
        pace.forgive(since: looking.start)
        return
      }
      try noteRhythm(table)
    }
  }

  /// Asks the shells that wait for a command how the last one ended, if they haven't told.
  ///
  /// A command that can't be understood, or is interrupted, takes the rest of its line along.
  ///
  /// - Returns: Whether any was asked, or has told.
  private mutating func askForStatuses(_ table: ProcessTable) throws(Stop) -> Bool {
    var isAny = false
    for entry in table.entries where entry.waitsForEver {
      guard let index = windows.firstIndex(where: { $0.shell?.process == entry.id }),
        windows[index].isBusy, entry.threads.allSatisfy({ $0.state == .waitsForEver(call: .read) }),
        windows[index].shell?.isAtPrompt == true
      else { continue }
      // It may have told since that was looked for.
      try readStatus(of: index)
      if windows[index].isBusy { windows[index].askForStatus() }
      isAny = true
    }
    return isAny
  }

  /// Waits until everything has arrived that programs which have ended had sent.
  ///
  /// A `FIN` that isn't acknowledged counts as a byte of its socket's send queue. It may never be taken, so this
  /// waits no longer than ``quiet``.
  private mutating func waitForArrivals() throws(Stop) {
    // Otherwise there is none left that could see it.
    guard nextWindow != nil || capture != nil else { return }
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

  /// Looks at all processes.
  private func look() -> ProcessTable {
    ProcessTable(longestWait: request.limits.seconds * 1e3)
  }

  /// The processes that may go on when something happens.
  private func free(in table: ProcessTable) -> [ProcessTable.Entry] {
    table.entries.filter { !isHeld($0) }
  }

  /// Whether nothing has run or been shown since a look.
  ///
  /// A timer that came after the processes were looked at, and before timers were, is in neither. It has woken a thread
  /// by now.
  private mutating func hasStayed(_ earlier: [ProcessTable.Entry]) throws(Stop) -> Bool {
    guard free(in: look()).elementsEqual(earlier, by: { $0.hasStayed(since: $1) }) else {
      return false
    }
    return try !readEverything()
  }

  /// Whether a process need not be waited for, although it may go on by itself: for the end of a window whose commands
  /// end by themselves, it must be.
  private func waitsEnough(_ entry: ProcessTable.Entry, isOrdinary: Bool) -> Bool {
    guard let index = window(of: entry), entry.waits || entry.waitsForEver else { return false }
    // What the chapter shows of a window that prints at intervals is still to come.
    if windows[index].request.ticks, windows[index].isBusy { return false }
    return entry.waitsForEver || windows[index].isEndless || isOrdinary
      // In a deadlock, two writers wait for each other to receive.
      || entry.threads.contains { $0.state.isWriting }
  }

  /// Whether a process goes on only when something else has happened, whatever it is doing: it is stopped until its
  /// turn comes, or is the shell of such a one; it has printed what the chapter shows of a window that prints at
  /// intervals; or it is a job that the terminal has stopped, as it reads from the background, or Ctrl-Z has.
  private func isHeld(_ entry: ProcessTable.Entry) -> Bool {
    turns.isParked(entry.id) || heldShells.contains(entry.id) || hasTickedEnough(entry)
      // Those that are traced stop for their tracer, too.
      || entry.isStopped && tracer?.isStoppedBySignal(entry.id) != false
  }

  /// Whether a process belongs to a window that prints at intervals, and has printed what the chapter shows.
  private func hasTickedEnough(_ entry: ProcessTable.Entry) -> Bool {
    guard let index = window(of: entry), windows[index].hasTickedEnough else { return false }
    return entry.waitsOrSleeps
  }

  /// Notes which windows that print at intervals have shown what the chapter shows of them, up to the end of a beat.
  private mutating func noteCompleteWindows(_ table: ProcessTable) throws(Stop) {
    for index in windows.indices
    where windows[index].hasTickedEnough && windows[index].next?.step.action == .interrupt {
      let own = table.entries.filter { window(of: $0) == index }
      guard !complete.contains(index), own.allSatisfy(\.waitsOrSleeps) else { continue }
      _ = try show(windows[index].terminal.readAll(), in: index)
      complete.insert(index)
    }
  }

  /// Notes what has become of timers.
  private mutating func noteTimers(_ table: ProcessTable) {
    alarms.advance(to: events.time, table)
    timerDescriptors.forget(allBut: Set(table.entries.map(\.id)))
  }

  /// The timers of some processes that come while the example may run.
  private mutating func dueTimers(of entries: [ProcessTable.Entry]) -> [Timer] {
    var timers: [Timer] = []
    for entry in entries {
      timers += timerDescriptors.timers(of: entry, quietSince: events.start + calm.start)
      timers += alarms.timers(of: entry.id, now: events.time)
    }
    return timers.filter { $0.remaining < request.limits.seconds * 1e3 }
  }

  /// How long the longest wait lasts that something happens after, in milliseconds: if nothing has happened for longer,
  /// it will be the same the next time.
  ///
  /// The reader doesn't wait until a program has given up: what waits for longer than ``longestPoll`` doesn't look around,
  /// and there is something else to do.
  private func longestWait(
    of entries: [ProcessTable.Entry], _ timers: [Timer], isOrdinary: Bool
  ) throws(Stop) -> Double {
    var longest = try Stop.onFailure { () throws(LabFailure) in
      var longest = 0.0
      for host in hosts {
        longest = max(longest, try host.diagnostics.nextRetransmission())
      }
      return longest
    }
    for wait in entries.map(\.longestTimedWait) where !isOrdinary || wait <= Self.longestPoll {
      longest = max(longest, wait)
    }
    for timer in timers { longest = max(longest, timer.interval) }
    return longest == 0 ? 0 : longest + Self.reaction
  }

  /// From how many milliseconds on a wait with a limit isn't one of a program that looks around.
  private static let longestPoll = 1000.0

  /// How long a program may take to do something after it has waited for a time, in milliseconds.
  private static let reaction = 50.0

  /// Ends a run in which a window prints at intervals, and would do so until the time is over.
  ///
  /// Only in a window whose command is interrupted, and while nothing else runs that ends by itself and may be what
  /// the window answers: everything else is waited for. It has shown at least twice the lines that the chapter shows,
  /// and more, or has gone on to print for most of the time.
  private mutating func noteRhythm(_ table: ProcessTable) throws(Stop) {
    guard table.entries.allSatisfy(\.waitsOrSleeps) else { return }
    for index in windows.indices {
      windows[index].rhythm.pause()
      let window = windows[index]
      guard window.isBusy, window.isEndless, !window.request.ticks, window.taken > 0,
        window.rhythm.beats >= 3, windows.allSatisfy({ !$0.isBusy || $0.isEndless })
      else { continue }
      let expected = window.steps[window.taken - 1].step.lineCount
      let isLate = pace.spent > request.limits.seconds * 800
      if window.lineCount >= 2 * expected + 3 || isLate && window.lineCount > expected {
        throw .ending(.ticks(window: index))
      }
    }
  }

  /// Gives processes that outlived their commands a moment to end by themselves.
  mutating func waitForStragglers() throws(Stop) -> Ending {
    var patience = Patience(milliseconds: Self.quiet, from: events.time)
    while true {
      let table = ProcessTable()
      try checkCount(table)
      // A window that is left open may hold whatever it likes.
      let left = table.entries.filter { entry in
        guard !isShell(entry) else { return false }
        return window(of: entry).map { !windows[$0].request.staysOpen } ?? true
      }
      if left.isEmpty {
        _ = try readEverything()
        return .complete
      }
      if patience.isOver(lookingAt: events.time) {
        return .leftBehind(activities { !windows[$0].request.staysOpen })
      }
      _ = try step(waiting: 1)
    }
  }

  mutating func noteActivity() {
    calm.begin(at: events.time)
    calmStart = pace.mark
  }
}
